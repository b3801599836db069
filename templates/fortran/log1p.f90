    pure elemental function log1p(x) result(y)
        real(wp), intent(in) :: x
        real(wp) :: y, more
        more = 1.0_wp + x
        if (.not. abs(more - 1.0_wp) > 0.0_wp) then
            y = x
        else
            y = log(more) * x / (more - 1.0_wp)
        end if
    end function log1p
