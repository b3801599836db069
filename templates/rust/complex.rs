    /// A complex number, as far as the loss needs it.
    #[derive(Clone, Copy)]
    struct Complex {
        re: f64,
        im: f64,
    }

    fn exact(re: f64) -> Complex {
        Complex { re, im: 0.0 }
    }

    impl std::ops::Add for Complex {
        type Output = Complex;
        fn add(self, other: Complex) -> Complex {
            Complex { re: self.re + other.re, im: self.im + other.im }
        }
    }

    impl std::ops::AddAssign for Complex {
        fn add_assign(&mut self, other: Complex) {
            *self = *self + other;
        }
    }

    impl std::ops::Neg for Complex {
        type Output = Complex;
        fn neg(self) -> Complex {
            Complex { re: -self.re, im: -self.im }
        }
    }

    impl std::ops::Sub for Complex {
        type Output = Complex;
        fn sub(self, other: Complex) -> Complex {
            self + -other
        }
    }

    impl std::ops::Mul for Complex {
        type Output = Complex;
        fn mul(self, other: Complex) -> Complex {
            Complex { re: self.re * other.re - self.im * other.im, im: self.re * other.im + self.im * other.re }
        }
    }

    impl std::ops::Div for Complex {
        type Output = Complex;
        fn div(self, other: Complex) -> Complex {
            // The imaginary parts are tiny: what divides is as large as its real part.
            let ratio = other.im / other.re;
            let size = other.re + other.im * ratio;
            Complex { re: (self.re + self.im * ratio) / size, im: (self.im - self.re * ratio) / size }
        }
    }

    impl Complex {
<% if "cos" in complex_called %>
        fn cos(self) -> Complex {
            Complex { re: self.re.cos() * self.im.cosh(), im: -self.re.sin() * self.im.sinh() }
        }
<% endif %>
<% if "exp" in complex_called %>
        fn exp(self) -> Complex {
            let size = self.re.exp();
            Complex { re: size * self.im.cos(), im: size * self.im.sin() }
        }
<% endif %>
<% if "expm1" in complex_called %>
        fn expm1(self) -> Complex {
            let half = (self.im / 2.0).sin();
            Complex { re: self.re.exp_m1() * self.im.cos() - 2.0 * half * half, im: self.re.exp() * self.im.sin() }
        }
<% endif %>
<% if "log" in complex_called %>
        fn log(self) -> Complex {
            Complex { re: self.re.hypot(self.im).ln(), im: self.im.atan2(self.re) }
        }
<% endif %>
<% if "log1p" in complex_called %>
        fn log1p(self) -> Complex {
            let more = 2.0 * self.re + self.re * self.re + self.im * self.im;
            Complex { re: 0.5 * more.ln_1p(), im: self.im.atan2(1.0 + self.re) }
        }
<% endif %>
<% if "sin" in complex_called %>
        fn sin(self) -> Complex {
            Complex { re: self.re.sin() * self.im.cosh(), im: self.re.cos() * self.im.sinh() }
        }
<% endif %>
<% if "sqrt" in complex_called %>
        fn sqrt(self) -> Complex {
            self.power(exact(0.5))
        }
<% endif %>
        fn power(self, exponent: Complex) -> Complex {
            let (size, angle) = (self.re.hypot(self.im).powf(exponent.re), self.im.atan2(self.re) * exponent.re);
            Complex { re: size * angle.cos(), im: size * angle.sin() }
        }
<% if "tanh" in complex_called %>
        fn tanh(self) -> Complex {
            let (real, imaginary) = (self.re.tanh(), self.im.tan());
            Complex { re: real, im: imaginary } / Complex { re: 1.0, im: real * imaginary }
        }
<% endif %>
<% if "erfc" in complex_called %>
        /// Right to first order in the imaginary part, which is all that a tiny step sees.
        fn erfc(self) -> Complex {
            Complex { re: erfc(self.re), im: -self.im * 1.1283791670955126 * (-self.re * self.re).exp() }
        }
<% endif %>
    }
