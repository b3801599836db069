    pure elemental function complex_log1p(x) result(y)
        complex(dp), intent(in) :: x
        complex(dp) :: y
        y = log((1.0_dp, 0.0_dp) + x)
    end function complex_log1p
