<% for line in about %>
<< ("! " ~ line) | trim >>
<% endfor %>
!
<% if is_certified %>
! gfortran -O2 gradient.f90 -o gradient && ./gradient checks it against values that were computed in ball arithmetic,
! each digit certain, and against a complex step; delete the program at the end to use the module. Fortran 2008.
<% else %>
! gfortran -O2 gradient.f90 -o gradient && ./gradient checks it against a complex step; delete the program at the end to use the module. Fortran 2008.
<% endif %>
module gradient_of_network
    use, intrinsic :: iso_fortran_env, only: error_unit, real32, real64
    use, intrinsic :: ieee_arithmetic, only: ieee_is_nan
    use, intrinsic :: iso_c_binding, only: c_intptr_t, c_loc
    implicit none
    private
    public :: parameter_count, wp, loss, loss_and_gradient, batch_loss_and_gradient, update, train<% if starts %>, state_count, start<% endif %>

<% if per_sample %>
    public :: per_sample_gradients
<% endif %>
<% if outputs %>
    public :: output_count, predict, batch_predict
<% endif %>


    integer, parameter :: wp = << kind >>
    integer, parameter :: parameter_count = << count >>
<% if outputs %>
    ! How many numbers the outputs of a sample are: << output_names | join(", ") >>, one after the other.
    integer, parameter :: output_count = << outputs >>
<% endif %>
<% for table in tables %>
    << table >>
<% endfor %>
<% if starts %>
    ! What the parameters keep from round to round: << starts | map(attribute=0) | join(", ") >>, one number a parameter each.
    integer, parameter :: state_count = << starts | length >> * parameter_count
<% endif %>

contains

<% for source in functions %>
<< source >>

<% endfor %>
    ! The loss of one sample.
    function loss(parameters<< arguments >>) result(total_loss)
        real(wp), intent(in), contiguous :: parameters(0:)
<% for name, size in data %>
        real(wp), intent(in) :: << name >>(0:)
<% endfor %>
        real(wp) :: total_loss

        call check_numbers('parameters', size(parameters), parameter_count, any(ieee_is_nan(parameters)))
<% for name, size in data %>
        call check_numbers('<< name >>', size(<< name >>), << size >>, any(ieee_is_nan(<< name >>)))
<% endfor %>
        total_loss = loss_of(parameters<< passed >>)
    end function loss

    ! Fill the gradient of the loss of one sample.
    subroutine loss_and_gradient(parameters<< arguments >>, gradient, total_loss)
        real(wp), intent(in), contiguous, target :: parameters(0:)
<% for name, size in data %>
        real(wp), intent(in), target :: << name >>(0:)
<% endfor %>
        real(wp), intent(out), target :: gradient(0:)
        real(wp), intent(out) :: total_loss

        call check_numbers('parameters', size(parameters), parameter_count, any(ieee_is_nan(parameters)))
        call check_numbers('gradient', size(gradient), parameter_count, .false.)
        call check_apart('gradient', gradient, 'parameters', parameters(0), parameters(<< count - 1 >>))
<% for name, size in data %>
        call check_numbers('<< name >>', size(<< name >>), << size >>, any(ieee_is_nan(<< name >>)))
        call check_apart('gradient', gradient, '<< name >>', << name >>(0), << name >>(<< size - 1 >>))
<% endfor %>
        call loss_and_gradient_of(parameters<< passed >>, gradient, total_loss)
    end subroutine loss_and_gradient

    ! Fill the gradient of the mean loss of some samples, one column each.
    subroutine batch_loss_and_gradient(parameters, samples<< arguments >>, gradient, total_loss)
        real(wp), intent(in), contiguous, target :: parameters(0:)
        integer, intent(in) :: samples
<% for name, size in data %>
        real(wp), intent(in), target :: << name >>(0:, :)
<% endfor %>
        real(wp), intent(out), target :: gradient(0:)
        real(wp), intent(out) :: total_loss
        real(wp) :: one_gradient(0:<< count - 1 >>), one_loss
        integer :: sample

        if (samples < 1) call refuse('samples', '1 or more', samples)
        call check_numbers('parameters', size(parameters), parameter_count, any(ieee_is_nan(parameters)))
        call check_numbers('gradient', size(gradient), parameter_count, .false.)
        call check_apart('gradient', gradient, 'parameters', parameters(0), parameters(<< count - 1 >>))
<% for name, size in data %>
        call check_samples('<< name >>', size(<< name >>, 2), samples)
        call check_numbers('<< name >>', size(<< name >>, 1), << size >>, any(ieee_is_nan(<< name >>)))
        call check_apart('gradient', gradient, '<< name >>', << name >>(0, 1), << name >>(<< size - 1 >>, samples))
<% endfor %>
        gradient = 0.0_wp
        total_loss = 0.0_wp
        do sample = 1, samples
            call loss_and_gradient_of(parameters<< sliced >>, one_gradient, one_loss)
            gradient = gradient + one_gradient
            total_loss = total_loss + one_loss
        end do
        gradient = gradient / samples
        total_loss = total_loss / samples
    end subroutine batch_loss_and_gradient

<% if per_sample %>
    ! Fill the gradient of the loss of each sample, one column each.
    subroutine per_sample_gradients(parameters, samples<< arguments >>, gradients)
        real(wp), intent(in), contiguous, target :: parameters(0:)
        integer, intent(in) :: samples
<% for name, size in data %>
        real(wp), intent(in), target :: << name >>(0:, :)
<% endfor %>
        real(wp), intent(out), target :: gradients(0:, :)
        real(wp) :: one_loss
        integer :: sample

        if (samples < 1) call refuse('samples', '1 or more', samples)
        call check_samples('gradients', size(gradients, 2), samples)
<% for name, size in data %>
        call check_samples('<< name >>', size(<< name >>, 2), samples)
<% endfor %>
        do sample = 1, samples
            call loss_and_gradient(parameters<< sliced >>, gradients(:, sample), one_loss)
        end do
    end subroutine per_sample_gradients

<% endif %>
<% if outputs %>
    ! Fill the outputs of one sample.
    subroutine predict(parameters<< predicted_arguments >>, outputs)
        real(wp), intent(in), contiguous, target :: parameters(0:)
<% for name, size in predicted_data %>
        real(wp), intent(in), target :: << name >>(0:)
<% endfor %>
        real(wp), intent(out), target :: outputs(0:)

        call check_numbers('parameters', size(parameters), parameter_count, any(ieee_is_nan(parameters)))
        call check_numbers('outputs', size(outputs), output_count, .false.)
        call check_apart('outputs', outputs, 'parameters', parameters(0), parameters(<< count - 1 >>))
<% for name, size in predicted_data %>
        call check_numbers('<< name >>', size(<< name >>), << size >>, any(ieee_is_nan(<< name >>)))
        call check_apart('outputs', outputs, '<< name >>', << name >>(0), << name >>(<< size - 1 >>))
<% endfor %>
        call predict_of(parameters<< predicted_arguments >>, outputs)
    end subroutine predict

    ! Fill the outputs of some samples, one column each.
    subroutine batch_predict(parameters, samples<< predicted_arguments >>, outputs)
        real(wp), intent(in), contiguous :: parameters(0:)
        integer, intent(in) :: samples
<% for name, size in predicted_data %>
        real(wp), intent(in) :: << name >>(0:, :)
<% endfor %>
        real(wp), intent(out) :: outputs(0:, :)
        integer :: sample

        if (samples < 1) call refuse('samples', '1 or more', samples)
        if (size(outputs, 2) /= samples) call refuse('outputs', 'a column for each sample', size(outputs, 2))
<% for name, size in predicted_data %>
        if (size(<< name >>, 2) /= samples) call refuse('<< name >>', 'a column for each sample', size(<< name >>, 2))
<% endfor %>
        do sample = 1, samples
            call predict(parameters<< output_sliced >>, outputs(:, sample))
        end do
    end subroutine batch_predict

<% endif %>
<% set kept = ", state" if starts else "" %>
<% set rate = ", rate" if has_rate else "" %>
<% if starts %>
    ! Give the state its values before the first round.
    subroutine start(state)
        real(wp), intent(out) :: state(0:)

<% for name, value in starts %>
        state(<< loop.index0 >> * parameter_count:<< loop.index >> * parameter_count - 1) = << value >>
<% endfor %>
    end subroutine start

<% endif %>
<% if is_descent %>
    ! Make one step of gradient descent in place.
<% else %>
    ! Carry out one round of << optimiser >> in place<% if has_round %>; rounds are counted from 1<% endif %>.
<% endif %>
    subroutine update(parameters<< kept >>, samples<< arguments >><< rate >><% if has_round %>, round_number<% endif %>, before)
        real(wp), intent(inout), contiguous, target :: parameters(0:)
<% if starts %>
        real(wp), intent(inout) :: state(0:)
<% endif %>
        integer, intent(in) :: samples
<% for name, size in data %>
        real(wp), intent(in), target :: << name >>(0:, :)
<% endfor %>
<% if has_rate %>
        real(wp), intent(in) :: rate
<% endif %>
<% if has_round %>
        integer, intent(in) :: round_number
<% endif %>
        real(wp), intent(out) :: before
        real(wp) :: gradient(0:<< count - 1 >>)
<% for line in update_declared %>
        << line >>
<% endfor %>

<% if has_rate %>
        if (ieee_is_nan(rate)) call refuse_with('rate: expected a number, given nan')
<% endif %>
<% if starts %>
        call check_numbers('state', size(state), state_count, any(ieee_is_nan(state)))
<% endif %>
        call batch_loss_and_gradient(parameters, samples<< passed >>, gradient, before)
<% for name, size in data %>
        call check_apart('parameters', parameters, '<< name >>', << name >>(0, 1), << name >>(<< size - 1 >>, samples))
<% endfor %>
<< update >>
    end subroutine update

    ! Make some << "steps" if is_descent else "rounds" >> in place.
    subroutine train(parameters<< kept >>, samples<< arguments >><< rate >><% if has_round %>, first<% endif %>, rounds)
        real(wp), intent(inout), contiguous, target :: parameters(0:)
<% if starts %>
        real(wp), intent(inout) :: state(0:)
<% endif %>
        integer, intent(in) :: samples
<% for name, size in data %>
        real(wp), intent(in), target :: << name >>(0:, :)
<% endfor %>
<% if has_rate %>
        real(wp), intent(in) :: rate
<% endif %>
<% if has_round %>
        integer, intent(in) :: first
<% endif %>
        integer, intent(in) :: rounds
        real(wp) :: before
        integer :: round_number

        if (rounds < 0) call refuse('rounds', '0 or more', rounds)
<% if has_rate %>
        if (ieee_is_nan(rate)) call refuse_with('rate: expected a number, given nan')
<% endif %>
        do round_number = << "first, first + rounds - 1" if has_round else "1, rounds" >>
            call update(parameters<< kept >>, samples<< passed >><< rate >><% if has_round %>, round_number<% endif %>, before)
        end do
    end subroutine train

    pure function loss_of(parameters<< arguments >>) result(total_loss)
        real(wp), intent(in) :: parameters(0:<< count - 1 >>)
<% for name, size in data %>
        real(wp), intent(in) :: << name >>(0:<< size - 1 >>)
<% endfor %>
        real(wp) :: total_loss
<< loss_body >>
        total_loss = << loss_result >>
    end function loss_of

    pure subroutine loss_and_gradient_of(parameters<< arguments >>, gradient, total_loss)
        real(wp), intent(in) :: parameters(0:<< count - 1 >>)
<% for name, size in data %>
        real(wp), intent(in) :: << name >>(0:<< size - 1 >>)
<% endfor %>
        real(wp), intent(out) :: gradient(0:<< count - 1 >>)
        real(wp), intent(out) :: total_loss
<< gradient_body >>
        total_loss = << gradient_result >>
    end subroutine loss_and_gradient_of

<% if outputs %>
    pure subroutine predict_of(parameters<< predicted_arguments >>, outputs)
        real(wp), intent(in) :: parameters(0:<< count - 1 >>)
<% for name, size in predicted_data %>
        real(wp), intent(in) :: << name >>(0:<< size - 1 >>)
<% endfor %>
        real(wp), intent(out) :: outputs(0:<< outputs - 1 >>)
<< prediction_body >>
    end subroutine predict_of

<% endif %>
    subroutine refuse(name, expected, given)
        character(*), intent(in) :: name, expected
        integer, intent(in) :: given
        character(200) :: message

        write (message, '(5a, i0)') name, ': expected ', expected, ', given', ' ', given
        call refuse_with(trim(message))
    end subroutine refuse

    ! Fortran 2008 takes no words that are made up here behind `error stop`.
    subroutine refuse_with(message)
        character(*), intent(in) :: message

        write (error_unit, '(a)') message
        error stop
    end subroutine refuse_with

    subroutine check_numbers(name, given, expected, has_nan)
        character(*), intent(in) :: name
        integer, intent(in) :: given, expected
        logical, intent(in) :: has_nan
        character(40) :: wanted

        write (wanted, '(i0, a)') expected, ' numbers'
        if (given /= expected) call refuse(name, trim(wanted), given)
        if (has_nan) call refuse_with(name // ': expected numbers, given nan')
    end subroutine check_numbers

<% if data %>
    subroutine check_samples(name, given, expected)
        character(*), intent(in) :: name
        integer, intent(in) :: given, expected
        character(40) :: wanted

        write (wanted, '(i0, a)') expected, ' samples'
        if (given /= expected) call refuse(name, trim(wanted), given)
    end subroutine check_samples

<% endif %>
    ! Compare where an array that is written begins and ends with where another does.
    subroutine check_apart(name, written, other, first, last)
        character(*), intent(in) :: name, other
        real(wp), intent(in), target :: written(0:)
        real(wp), intent(in), target :: first, last
        integer(c_intptr_t) :: own(2), others(2)

        own = [address(written(0)), address(written(size(written) - 1))]
        others = [address(first), address(last)]
        if (minval(own) <= maxval(others) .and. minval(others) <= maxval(own)) then
            call refuse_with(name // ': expected memory of its own, given an array that overlaps ' // other)
        end if
    end subroutine check_apart

    function address(number) result(place)
        real(wp), intent(in), target :: number
        integer(c_intptr_t) :: place

        place = transfer(c_loc(number), place)
    end function address

end module gradient_of_network

program check_gradient
    use gradient_of_network
    use, intrinsic :: iso_fortran_env, only: real64
    implicit none
    integer, parameter :: dp = real64
    real(wp) :: parameters(0:parameter_count - 1), moved(0:parameter_count - 1), found(0:parameter_count - 1)
<% if starts %>
    real(wp) :: state(0:state_count - 1)
<% endif %>
    complex(dp) :: stepped(0:parameter_count - 1)
    real(dp) :: direction(0:parameter_count - 1), tiny
<% for name, size in data %>
    real(wp) :: << name >>(0:<< size - 1 >>)
<% endfor %>
    real(wp) :: first_loss, scale, along
<% if per_sample %>
    real(wp) :: gradients(0:parameter_count - 1, 1)
<% endif %>
<% if expected_outputs %>
    real(wp) :: outputs(0:output_count - 1, 1)
<% endif %>
    integer :: at
    logical :: is_right

<< example_parameters >>
<% for name, value in example_data %>
<< value >>
<% endfor %>
    is_right = .true.
    call loss_and_gradient(parameters<< passed >>, found, first_loss)
    scale = maxval(abs(found))
<% if is_certified %>
    call compare('loss', first_loss, << expected_loss >>, << tolerance >>)
<% endif %>
    call compare('loss alone', loss(parameters<< passed >>), first_loss, << tolerance >>)
    do at = 0, parameter_count - 1
        direction(at) = real(mod(53 * at + 29, 97) - 48, dp) / 64.0_dp
    end do
    along = real(sum(found * direction), wp)
<% if is_certified %>
<% if is_formula %>
    call compare('gradient along the direction', along, << expected_along >>, << tolerance >>)
<% for at, slope in samples %>
    call compare('gradient at << at >>', found(<< at >>), << slope >>, << tolerance >>)
<% endfor %>
<% else %>
<% for slope in expected_slopes %>
    call compare('gradient', found(<< loop.index0 >>), << slope >>, << tolerance >>)
<% endfor %>
<% endif %>
<% endif %>
    ! For a tiny h the imaginary part of the loss at w + ih v, divided by h, is the derivative along v.
    tiny = 2.0_dp ** (-200)
    do at = 0, << steps - 1 >>
        stepped = cmplx(parameters, 0.0_dp, dp)
        stepped(at) = cmplx(parameters(at), tiny, dp)
        call compare('complex step', found(at), slope(), << step_tolerance >>)
    end do
    stepped = cmplx(parameters, tiny * direction, dp)
    call compare('complex step', along, slope(), << step_tolerance >>)
<% if per_sample %>
    call per_sample_gradients(parameters, 1<% for name, size in data %>, reshape(<< name >>, [<< size >>, 1])<% endfor %>, gradients)
    do at = 0, parameter_count - 1
        call compare('gradient of each sample', gradients(at, 1), found(at), << tolerance >>)
    end do
<% endif %>
<% if expected_outputs %>
    call batch_predict(parameters, 1<% for name, size in predicted_data %>, reshape(<< name >>, [<< size >>, 1])<% endfor %>, outputs)
    scale = maxval(abs(outputs))
    along = real(sum(outputs(:, 1) * [(real(mod(53 * at + 29, 97) - 48, dp) / 64.0_dp, at = 0, output_count - 1)]), wp)
    call compare('outputs along the direction', along, << expected_outputs >>, << tolerance >>)
    call predict(parameters<< predicted_arguments >>, outputs(:, 1))
    along = maxval(abs(outputs))
    call compare('outputs of one sample', along, scale, << tolerance >>)
    scale = maxval(abs(found))
<% endif %>
    moved = parameters
<% if starts %>
    call start(state)
<% endif %>
    call train(moved<% if starts %>, state<% endif %>, 1<% for name, size in data %>, reshape(<< name >>, [<< size >>, 1])<% endfor %><% if has_rate %>, 0.0625_wp<% endif %><% if has_round %>, 1<% endif %>, 1)
<% if is_descent %>
    call compare('update', moved(0), parameters(0) - 0.0625_wp * found(0), << tolerance >>)
<% elif trained %>
    call compare('update', moved(0), << trained >>, << tolerance >>)
<% endif %>
    if (.not. is_right) error stop 1
    print *, 'loss', first_loss, '<% if is_certified %>as expected, gradient as expected, <% endif %>complex step agrees'

contains

    subroutine compare(what, value, expected, tolerance)
        character(*), intent(in) :: what
        real(wp), intent(in) :: value, expected, tolerance

        if (.not. abs(value - expected) <= tolerance * (abs(expected) + scale)) then
            print *, 'FAILED ', what, value, expected
            is_right = .false.
        end if
    end subroutine compare

    function slope() result(found_slope)
        real(wp) :: found_slope
        complex(dp) :: along_step
        along_step = complex_loss(stepped<% for name, size in data %>, cmplx(<< name >>, 0.0_dp, dp)<% endfor %>)
        found_slope = real(aimag(along_step) / tiny, wp)
    end function slope

<% for source in complex_functions %>
<< source >>

<% endfor %>
    ! The loss of one sample over complex numbers; where a function has branches, the real part chooses.
    function complex_loss(parameters<% for name in complex_names %>, << name >><% endfor %>) result(total_loss)
        complex(dp), intent(in) :: parameters(0:<< count - 1 >>)
<% for name, size in data %>
        complex(dp), intent(in) :: << complex_names[loop.index0] >>(0:<< size - 1 >>)
<% endfor %>
        complex(dp) :: total_loss
<< complex_body >>
        total_loss = << complex_result >>
    end function complex_loss

end program check_gradient
