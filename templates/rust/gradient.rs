<% macro checks(rows) %>
    assert!(samples > 0, "samples: expected at least one, given none");
    assert!(parameters.len() == PARAMETERS, "parameters: expected {} numbers, given {}", PARAMETERS, parameters.len());
    assert!(!parameters.iter().any(|value| value.is_nan()), "parameters: expected numbers, given nan");
<% for name, size in rows %>
    assert!(<< name >>.len() == samples * << size >>, "<< name >>: expected {} numbers, given {}", samples * << size >>, << name >>.len());
    assert!(!<< name >>.iter().any(|value| value.is_nan()), "<< name >>: expected numbers, given nan");
<% endfor %>
<% endmacro %>
<% for line in about %>
<< ("// " ~ line) | trim >>
<% endfor %>
//
// `rustc -O --test gradient.rs && ./gradient` checks it against << "values that were computed in ball arithmetic" if is_certified else "a complex step" >>.
// Names are those of the notes; your program may call no more than one function; and what is given may be read by none.
// Older compilers do not know all names of lints that stand here.
#![allow(unknown_lints)]
#![allow(non_snake_case, dead_code, unused_variables, unused_mut)]
// Statements are written by rules: brackets and bounds are there wherever one of them can be needed, loops run through the
// indices of the equations, and where a number is neither above nor below another, it is nan and stays so.
#![allow(unused_parens, clippy::double_parens, clippy::identity_op, clippy::int_plus_one, clippy::unnecessary_cast)]
#![allow(clippy::collapsible_if, clippy::if_same_then_else, clippy::let_and_return, clippy::neg_cmp_op_on_partial_ord)]
#![allow(clippy::manual_clamp, clippy::manual_memcpy, clippy::modulo_one, clippy::needless_range_loop, clippy::unnecessary_min_or_max)]
// Numbers have all their digits, also where one is near a constant of the library; data comes in as many arguments as it has
// kinds; f64::from says where single precision ends.
#![allow(clippy::approx_constant, clippy::excessive_precision, clippy::too_many_arguments, clippy::useless_conversion)]

pub const PARAMETERS: usize = << count >>;

<% for source in functions %>
<< source >>

<% endfor %>
/// The loss of one sample.
pub fn loss(parameters: &[<< real >>]<< arguments >>) -> << real >> {
    check(parameters, 1<< passed >>);
    loss_of(parameters<< passed >>)
}

/// Fills the gradient of the loss of one sample and returns the loss.
pub fn loss_and_gradient(parameters: &[<< real >>]<< arguments >>, gradient: &mut [<< real >>]) -> << real >> {
    check(parameters, 1<< passed >>);
    assert!(gradient.len() == PARAMETERS, "gradient: expected {} numbers, given {}", PARAMETERS, gradient.len());
    loss_and_gradient_of(parameters<< passed >>, gradient)
}

/// Fills the gradient of the loss of one sample.
pub fn gradient(parameters: &[<< real >>]<< arguments >>, gradient: &mut [<< real >>]) {
    loss_and_gradient(parameters<< passed >>, gradient);
}

/// Fills the gradient of the mean loss of some samples, one row each, and returns that loss.
pub fn batch_loss_and_gradient(parameters: &[<< real >>], samples: usize<< arguments >>, gradient: &mut [<< real >>]) -> << real >> {
    check(parameters, samples<< passed >>);
    assert!(gradient.len() == PARAMETERS, "gradient: expected {} numbers, given {}", PARAMETERS, gradient.len());
    let mut one = vec![0.0; PARAMETERS];
    let mut total = 0.0;
    gradient.fill(0.0);
    for sample in 0..samples {
        total += loss_and_gradient_of(parameters<< sliced >>, &mut one);
        for at in 0..PARAMETERS {
            gradient[at] += one[at];
        }
    }
    for slope in gradient.iter_mut() {
        *slope /= samples as << real >>;
    }
    total / samples as << real >>
}

<% if per_sample %>
/// Fills the gradient of the loss of each sample, one row each.
pub fn per_sample_gradients(parameters: &[<< real >>], samples: usize<< arguments >>, gradients: &mut [<< real >>]) {
    check(parameters, samples<< passed >>);
    assert!(gradients.len() == samples * PARAMETERS, "gradients: expected {} numbers, given {}", samples * PARAMETERS, gradients.len());
    for sample in 0..samples {
        loss_and_gradient_of(parameters<< sliced >>, &mut gradients[sample * PARAMETERS..(sample + 1) * PARAMETERS]);
    }
}

<% endif %>
<% if outputs %>
/// How many numbers the outputs of a sample are: << output_names | join(", ") >>, one after the other.
pub const OUTPUTS: usize = << outputs >>;

/// Fills the outputs of one sample.
pub fn predict(parameters: &[<< real >>]<< output_arguments >>, outputs: &mut [<< real >>]) {
    batch_predict(parameters, 1<< predicted_arguments >>, outputs);
}

/// Fills the outputs of some samples, one row each.
pub fn batch_predict(parameters: &[<< real >>], samples: usize<< output_arguments >>, outputs: &mut [<< real >>]) {
    << checks(predicted_data) | trim >>
    assert!(outputs.len() == samples * OUTPUTS, "outputs: expected {} numbers, given {}", samples * OUTPUTS, outputs.len());
    for sample in 0..samples {
        predict_of(parameters<< output_sliced >>, &mut outputs[sample * OUTPUTS..(sample + 1) * OUTPUTS]);
    }
}

<% endif %>
<% set kept = ", state: &mut [" ~ real ~ "]" if starts else "" %>
<% set passed_on = ", state" if starts else "" %>
<% set rate = ", rate: " ~ real if has_rate else "" %>
<% if starts %>
/// What the parameters keep from round to round: << starts | map(attribute=0) | join(", ") >>, one number a parameter each.
pub const STATE: usize = << starts | length >> * PARAMETERS;

/// The state before the first round.
pub fn start() -> Vec< << real >> > {
    let mut state = Vec::with_capacity(STATE);
<% for name, value in starts %>
    state.extend([<< value >>; PARAMETERS]);
<% endfor %>
    state
}

<% endif %>
<% if is_descent %>
/// Makes one step of gradient descent in place and returns the loss before it.
<% else %>
/// Carries out one round of << optimiser >> in place and returns the loss before it<% if has_round %>; rounds are counted from 1<% endif %>.
<% endif %>
pub fn update(parameters: &mut [<< real >>]<< kept >>, samples: usize<< arguments >><< rate >><% if has_round %>, round: usize<% endif %>) -> << real >> {
<% if has_rate %>
    assert!(!rate.is_nan(), "rate: expected a number, given nan");
<% endif %>
<% if starts %>
    assert!(state.len() == STATE, "state: expected {} numbers, given {}", STATE, state.len());
<% endif %>
    let mut gradient = vec![0.0; PARAMETERS];
    let before = batch_loss_and_gradient(parameters, samples<< passed >>, &mut gradient);
<< update >>
    before
}

/// Makes some << "steps" if is_descent else "rounds" >> in place.
pub fn train(parameters: &mut [<< real >>]<< kept >>, samples: usize<< arguments >><< rate >><% if has_round %>, first: usize<% endif %>, rounds: usize) {
<% if has_rate %>
    assert!(!rate.is_nan(), "rate: expected a number, given nan");
<% endif %>
    check(parameters, samples<< passed >>);
    for << "round in first..first + rounds" if has_round else "_ in 0..rounds" >> {
        update(parameters<< passed_on >>, samples<< passed >><% if has_rate %>, rate<% endif %><% if has_round %>, round<% endif %>);
    }
}

fn check(parameters: &[<< real >>], samples: usize<< arguments >>) {
    << checks(data) | trim >>
}

<% if outputs %>
fn predict_of(parameters: &[<< real >>]<< output_arguments >>, outputs: &mut [<< real >>]) {
<< prediction_body >>
}

<% endif %>
fn loss_of(parameters: &[<< real >>]<< arguments >>) -> << real >> {
<< loss_body >>
    << loss_result >>
}

fn loss_and_gradient_of(parameters: &[<< real >>]<< arguments >>, gradient: &mut [<< real >>]) -> << real >> {
<< gradient_body >>
    << gradient_result >>
}

#[cfg(test)]
mod tests {
    use super::*;

<% include "rust/complex.rs" %>

<% for source in complex_functions %>
    << source | indent(4) >>

<% endfor %>
    /// The loss of one sample over complex numbers; where a function has branches, the real part chooses.
    fn complex_loss(parameters: &[Complex]<% for name in complex_names %>, << name >>: &[Complex]<% endfor %>) -> Complex {
<< complex_body | indent(4, true) >>
        << complex_result >>
    }

    fn direction(at: usize) -> f64 {
        (((53 * at + 29) % 97) as f64 - 48.0) / 64.0
    }

    #[test]
    fn << "results_are_certified" if is_certified else "gradient_is_that_of_a_complex_step" >>() {
        let parameters: Vec< << real >> > = << example_parameters >>;
<% for name, value in example_data %>
        let << name >>: Vec< << real >> > = << value >>;
<% endfor %>
        let mut found = vec![0.0; PARAMETERS];
        let loss_found = loss_and_gradient(&parameters<< borrowed >>, &mut found);
        let size = found.iter().fold(0.0, |greatest: << real >>, one| greatest.max(one.abs()));
        let near = |value: << real >>, expected: << real >>, tolerance: << real >>| {
            (value - expected).abs() <= tolerance * (expected.abs() + size)
        };
<% if is_certified %>
        assert!(near(loss_found, << expected_loss >>, << tolerance >>), "loss: {}", loss_found);
<% endif %>
        assert!(near(loss(&parameters<< borrowed >>), loss_found, << tolerance >>), "loss alone");
        let along: f64 = (0..PARAMETERS).map(|at| f64::from(found[at]) * direction(at)).sum();
<% if is_certified %>
<% if is_formula %>
        assert!(near(along as << real >>, << expected_along >>, << tolerance >>), "gradient along the direction: {}", along);
<% for at, slope in samples %>
        assert!(near(found[<< at >>], << slope >>, << tolerance >>), "gradient at << at >>: {}", found[<< at >>]);
<% endfor %>
<% else %>
        let expected: Vec< << real >> > = vec![<< expected_gradient >>];
        for at in 0..PARAMETERS {
            assert!(near(found[at], expected[at], << tolerance >>), "gradient[{}]: {}", at, found[at]);
        }
<% endif %>
<% endif %>
        // For a tiny h the imaginary part of the loss at w + ih v, divided by h, is the derivative along v.
        let tiny = f64::powi(2.0, -200);
        let lifted = |given: &[<< real >>]| given.iter().map(|&value| exact(f64::from(value))).collect::<Vec<Complex>>();
        let slope = |way: &dyn Fn(usize) -> f64| {
            let mut stepped = lifted(&parameters);
            for at in 0..PARAMETERS {
                stepped[at].im = tiny * way(at);
            }
            (complex_loss(&stepped<% for name, size in data %>, &lifted(&<< name >>)<% endfor %>).im / tiny) as << real >>
        };
        for at in 0..<< steps >> {
            let one = slope(&|other| if other == at { 1.0 } else { 0.0 });
            assert!(near(found[at], one, << step_tolerance >>), "complex step {}: {} {}", at, found[at], one);
        }
        let all = slope(&direction);
        assert!(near(along as << real >>, all, << step_tolerance >>), "complex step: {} {}", along, all);
        let mut again = vec![0.0; PARAMETERS];
<% for name, value in example_data %>
        let << name >> = << name >>.repeat(3);
<% endfor %>
        let total = batch_loss_and_gradient(&parameters, 3<< borrowed >>, &mut again);
        assert!(near(total, loss_found, << tolerance >>));
        assert!((0..PARAMETERS).all(|at| near(again[at], found[at], << tolerance >>)));
<% if per_sample %>
        let mut gradients = vec![0.0; 3 * PARAMETERS];
        per_sample_gradients(&parameters, 3<< borrowed >>, &mut gradients);
        assert!((0..3 * PARAMETERS).all(|at| near(gradients[at], found[at % PARAMETERS], << tolerance >>)), "gradient of each sample");
<% endif %>
<% if expected_outputs %>
        let mut outputs = vec![0.0; 3 * OUTPUTS];
        batch_predict(&parameters, 3<< output_borrowed >>, &mut outputs);
        let widest = outputs.iter().fold(0.0, |greatest: << real >>, one| greatest.max(one.abs()));
        assert!((0..OUTPUTS).all(|at| (outputs[2 * OUTPUTS + at] - outputs[at]).abs() <= << tolerance >> * widest), "outputs of a batch");
        let along: f64 = (0..OUTPUTS).map(|at| f64::from(outputs[at]) * direction(at)).sum();
        let expected = << expected_outputs >>;
        assert!((along as << real >> - expected).abs() <= << tolerance >> * (expected.abs() + widest), "outputs: {}", along);
<% endif %>
        let mut trained = parameters.clone();
<% if starts %>
        let mut state = start();
<% endif %>
        train(&mut trained<% if starts %>, &mut state<% endif %>, 3<< borrowed >><% if has_rate %>, 0.0625<% endif %><% if has_round %>, 1<% endif %>, 1);
<% if is_descent %>
        assert!(near(trained[0], parameters[0] - 0.0625 * found[0], << tolerance >>));
<% elif trained %>
        assert!(near(trained[0], << trained >>, << tolerance >>), "update: {}", trained[0]);
<% endif %>
    }

    #[test]
    #[should_panic(expected = "parameters: expected")]
    fn a_wrong_length_is_named() {
        loss(&[0.0; PARAMETERS + 1]<< empty_data >>);
    }
}
