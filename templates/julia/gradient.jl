#=
<% for line in about %>
<< line >>
<% endfor %>

`julia gradient.jl` checks it against << "values that were computed in ball arithmetic, and against a complex step" if is_certified else "a complex step" >>.
=#
module Gradient

export PARAMETERS, loss, gradient!, loss_and_gradient!, batch_loss_and_gradient!, update!, train!<% if starts %>, start<% endif %><% if per_sample %>, per_sample_gradients!<% endif %><% if outputs %>, OUTPUTS, predict!, batch_predict!<% endif %>


const PARAMETERS = << count >>
<% if outputs %>
# How many numbers the outputs of a sample are: << output_names | join(", ") >>, one after the other.
const OUTPUTS = << outputs >>
<% endif %>

<% for source in functions %>
<< source >>

<% endfor %>
function loss_of(parameters<< arguments >>)
    kind = eltype(parameters)
<< loss_body >>
    return << loss_result >>
end

function loss_and_gradient_of(parameters<< arguments >>, gradient)
    kind = eltype(parameters)
<< gradient_body >>
    return << gradient_result >>
end

function check_kind(name, given)
    given isa AbstractArray{<< kind >>} ||
        throw(ArgumentError("$name: expected an array of << kind >>, given $(typeof(given))"))
    any(isnan, given) && throw(ArgumentError("$name: expected numbers, given NaN"))
end

function check_apart(name, written, others, size = PARAMETERS)
    written isa AbstractArray{<< kind >>} ||
        throw(ArgumentError("$name: expected an array of << kind >>, given $(typeof(written))"))
    length(written) == size ||
        throw(DimensionMismatch("$name: expected $size numbers, given $(length(written))"))
    any(other -> Base.mightalias(written, other), others) &&
        throw(ArgumentError("$name: expected memory of its own, given an array that overlaps an argument"))
end

function check_steps(rate, rounds)
    isnan(rate) && throw(ArgumentError("rate: expected a number, given NaN"))
    rounds >= 0 || throw(ArgumentError("rounds: expected 0 or more, given $rounds"))
end

<% macro checks(rows) %>
    samples >= 1 || throw(ArgumentError("samples: expected 1 or more, given $samples"))
    length(parameters) == PARAMETERS ||
        throw(DimensionMismatch("parameters: expected $PARAMETERS numbers, given $(length(parameters))"))
    check_kind("parameters", parameters)
<% for name, size in rows %>
    length(<< name >>) == samples * << size >> ||
        throw(DimensionMismatch("<< name >>: expected $(samples * << size >>) numbers, given $(length(<< name >>))"))
    check_kind("<< name >>", << name >>)
<% endfor %>
<% endmacro %>
function check(parameters, samples<< arguments >>)
    << checks(data) | trim >>
end

"The loss of one sample."
function loss(parameters<< arguments >>)
    check(parameters, 1<< passed >>)
    return loss_of(parameters<< passed >>)
end

"Fill the gradient of the loss of one sample and return the loss."
function loss_and_gradient!(parameters<< arguments >>, gradient)
    check(parameters, 1<< passed >>)
    check_apart("gradient", gradient, (parameters<< passed >>,))
    return loss_and_gradient_of(parameters<< passed >>, gradient)
end

"Fill the gradient of the loss of one sample."
gradient!(parameters<< arguments >>, gradient) = (loss_and_gradient!(parameters<< passed >>, gradient); gradient)

"Fill the gradient of the mean loss of some samples, one column each, and return that loss."
function batch_loss_and_gradient!(parameters, samples<< arguments >>, gradient)
    check(parameters, samples<< passed >>)
    check_apart("gradient", gradient, (parameters<< passed >>,))
    one_gradient = similar(gradient)
    fill!(gradient, 0)
    total = zero(eltype(gradient))
    for sample in 0:samples-1
        total += loss_and_gradient_of(parameters<< sliced >>, one_gradient)
        gradient .+= one_gradient
    end
    gradient ./= samples
    return total / samples
end

<% if per_sample %>
"Fill the gradient of the loss of each sample, one column each."
function per_sample_gradients!(parameters, samples<< arguments >>, gradients)
    check(parameters, samples<< passed >>)
    check_apart("gradients", gradients, (parameters<< passed >>,), samples * PARAMETERS)
    for sample in 0:samples-1
        loss_and_gradient_of(parameters<< sliced >>, view(gradients, sample*PARAMETERS+1:(sample+1)*PARAMETERS))
    end
    return gradients
end

<% endif %>
<% if outputs %>
function predict_of(parameters<< predicted_arguments >>, outputs)
    kind = eltype(parameters)
<< prediction_body >>
end

"Fill the outputs of one sample."
predict!(parameters<< predicted_arguments >>, outputs) = batch_predict!(parameters, 1<< predicted_arguments >>, outputs)

"Fill the outputs of some samples, one column each."
function batch_predict!(parameters, samples<< predicted_arguments >>, outputs)
    << checks(predicted_data) | trim >>
    check_apart("outputs", outputs, (parameters<< predicted_arguments >>,), samples * OUTPUTS)
    for sample in 0:samples-1
        predict_of(parameters<< output_sliced >>, view(outputs, sample*OUTPUTS+1:(sample+1)*OUTPUTS))
    end
    return outputs
end

<% endif %>
<% set kept = ", state" if starts else "" %>
<% set rate = ", rate" if has_rate else "" %>
<% set checked_rate = "rate" if has_rate else "0" %>
<% if starts %>
"The state before the first round: << starts | map(attribute=0) | join(", ") >>, one number a parameter each."
start() = vcat(<% for name, value in starts %>fill(<< value >>, PARAMETERS)<< ", " if not loop.last >><% endfor %>)

function check_state(state)
    check_kind("state", state)
    length(state) == << starts | length >> * PARAMETERS ||
        throw(DimensionMismatch("state: expected $(<< starts | length >> * PARAMETERS) numbers, given $(length(state))"))
end

<% endif %>
<% if is_descent %>
"Make one step of gradient descent in place and return the loss before it."
<% else %>
"Carry out one round of << optimiser >> in place and return the loss before it<% if has_round %>; rounds are counted from 1<% endif %>."
<% endif %>
function update!(parameters<< kept >>, samples<< arguments >><< rate >><% if has_round %>, round<% endif %>)
    check_steps(<< checked_rate >>, 1)
<% if starts %>
    check_state(state)
<% endif %>
    check(parameters, samples<< passed >>)
    check_apart("parameters", parameters, (<% for name, size in data %><< name >>, <% endfor %>))
    slopes = similar(parameters)
    before = batch_loss_and_gradient!(parameters, samples<< passed >>, slopes)
<< update >>
    return before
end

"Make some << "steps" if is_descent else "rounds" >> in place."
function train!(parameters<< kept >>, samples<< arguments >><< rate >><% if has_round %>, first<% endif %>, rounds)
    check_steps(<< checked_rate >>, rounds)
    check(parameters, samples<< passed >>)
    for << "round in first:first + rounds - 1" if has_round else "_ in 1:rounds" >>
        update!(parameters<< kept >>, samples<< passed >><< rate >><% if has_round %>, round<% endif %>)
    end
    return parameters
end

function self_check()
    parameters = << kind >>[<< example_parameters >>]
<% for name, value in example_data %>
    << name >> = << kind >>[<< value >>]
<% endfor %>
    found = zeros(<< kind >>, PARAMETERS)
    first_loss = loss_and_gradient!(parameters<< passed >>, found)
    size_of_gradient = maximum(abs, found)
    near(value, expected, tolerance) = abs(value - expected) <= tolerance * (abs(expected) + size_of_gradient)
<% if is_certified %>
    @assert near(first_loss, << expected_loss >>, << tolerance >>) "loss: $first_loss"
<% endif %>
    @assert near(loss(parameters<< passed >>), first_loss, << tolerance >>) "loss alone"
    direction = [(((53 * at + 29) % 97) - 48) / 64 for at in 0:PARAMETERS-1]
    along = sum(found .* direction)
<% if is_certified %>
<% if is_formula %>
    @assert near(along, << expected_along >>, << tolerance >>) "gradient along the direction: $along"
<% for at, slope in samples %>
    @assert near(found[<< at + 1 >>], << slope >>, << tolerance >>) "gradient at << at >>: $(found[<< at + 1 >>])"
<% endfor %>
<% else %>
    expected = << kind >>[<< expected_gradient >>]
    @assert all(near.(found, expected, << tolerance >>)) "gradient: $found"
<% endif %>
<% endif %>
    # For a tiny h the imaginary part of the loss at w + ih v, divided by h, is the derivative along v.
    tiny = 2.0^-200
    for at in 1:<< steps >>
        stepped = Complex{Float64}.(parameters)
        stepped[at] += tiny * im
        slope = imag(loss_of(stepped<< passed >>)) / tiny
        @assert near(found[at], slope, << step_tolerance >>) "complex step $at: $slope"
    end
    slope = imag(loss_of(parameters .+ (tiny * im) .* direction<< passed >>)) / tiny
    @assert near(along, slope, << step_tolerance >>) "complex step: $slope"
<% if per_sample %>
    gradients = per_sample_gradients!(parameters, 2<< doubled >>, zeros(<< kind >>, PARAMETERS, 2))
    @assert all(near.(gradients, found, << tolerance >>)) "gradient of each sample"
<% endif %>
<% if expected_outputs %>
    outputs = batch_predict!(parameters, 2<< output_doubled >>, zeros(<< kind >>, OUTPUTS, 2))
    widest = maximum(abs, outputs)
    @assert all(abs.(outputs[:, 1] .- outputs[:, 2]) .<= << tolerance >> * widest) "outputs of a batch"
    along_outputs = sum(outputs[at+1, 1] * ((((53 * at + 29) % 97) - 48) / 64) for at in 0:OUTPUTS-1)
    @assert abs(along_outputs - << expected_outputs >>) <= << tolerance >> * (abs(<< expected_outputs >>) + widest) "outputs: $along_outputs"
<% endif %>
    trained = copy(parameters)
    train!(trained<% if starts %>, start()<% endif %>, 1<< passed >><% if has_rate %>, << kind >>(0.0625)<% endif %><% if has_round %>, 1<% endif %>, 1)
<% if is_descent %>
    @assert near(trained[1], parameters[1] - 0.0625 * found[1], << tolerance >>) "update"
<% elif trained %>
    @assert near(trained[1], << trained >>, << tolerance >>) "update"
<% endif %>
    println("loss $first_loss<% if is_certified %> as expected, gradient as expected<% endif %>, complex step agrees")
end

end

if abspath(PROGRAM_FILE) == @__FILE__
    Gradient.self_check()
end
