    ! Right to first order in the imaginary part, which is all that a tiny step sees.
    pure elemental function complex_erfc(x) result(y)
        complex(dp), intent(in) :: x
        complex(dp) :: y
        y = cmplx(erfc(real(x)), -aimag(x) * 1.1283791670955126_dp * exp(-real(x) * real(x)), dp)
    end function complex_erfc
