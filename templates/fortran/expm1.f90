    pure elemental function expm1(x) result(y)
        real(wp), intent(in) :: x
        real(wp) :: y, power
        power = exp(x)
        if (.not. abs(power - 1.0_wp) > 0.0_wp) then
            y = x
        else if (power - 1.0_wp <= -1.0_wp) then
            y = -1.0_wp
        else
            y = (power - 1.0_wp) * x / log(power)
        end if
    end function expm1
