    pure elemental function complex_expm1(x) result(y)
        complex(dp), intent(in) :: x
        complex(dp) :: y
        y = exp(x) - (1.0_dp, 0.0_dp)
    end function complex_expm1
