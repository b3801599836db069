/* << title >>: gradient.h for C++17 and later. Nothing else is needed than what is built of gradient.c.
 *
 * Arrays are whatever std::data and std::size take: std::array, std::vector, std::span, a C array; or a pointer and a
 * number. A batch is one array for each kind of data, one row per sample.
 */
#ifndef BACKPROP_GRADIENT_HPP
#define BACKPROP_GRADIENT_HPP

#include "gradient.h"

#include <cstddef>
#include <iterator>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace << prefix >> {

using Real = << real >>;

inline constexpr unsigned ABI = BACKPROP_ABI;
inline constexpr std::size_t PARAMETERS = BACKPROP_PARAMETERS;
<% if starts %>
inline constexpr std::size_t STATE = BACKPROP_STATE;
<% endif %>
<% if outputs %>
inline constexpr std::size_t OUTPUTS = BACKPROP_OUTPUTS;
<% endif %>
inline constexpr std::size_t WORK = BACKPROP_WORK;

/* How many numbers of each kind of data a sample has. */
struct Sizes {
<% for name, size in sizes %>
    static constexpr std::size_t << name >> = << size >>;
<% endfor %>
};

/* Numbers of somebody else's, one after the other. */
template <class Number> class View {
public:
    constexpr View(Number *numbers, std::size_t count) noexcept : numbers_(numbers), count_(count) {}

    template <class Array,
        class = std::enable_if_t<std::is_convertible_v<decltype(std::data(std::declval<Array &>())), Number *>>>
    constexpr View(Array &&array) noexcept : numbers_(std::data(array)), count_(std::size(array))
    {
    }

    constexpr Number *data() const noexcept { return numbers_; }
    constexpr std::size_t size() const noexcept { return count_; }

private:
    Number *numbers_;
    std::size_t count_;
};

/* The functions of gradient.h with memory to work in: threads that call at the same time need an object each. Sizes are
 * looked at, and std::invalid_argument says which is wrong; of nan and of arrays that overlap backprop_fault knows. */
class Gradient {
public:
    Gradient() : work_(WORK)
    {
        if (backprop_abi() != ABI) {
            throw std::runtime_error("the library was built of another gradient.h than this program");
        }
    }

<% set one %><% for name, size in sizes %>, View<const Real> << name >><% endfor %><% endset %>
<% set given %><% for name, size in sizes %>, << name >>.data()<% endfor %><% endset %>
<% set looked %><% for name, size in sizes %>, << name >><% endfor %><% endset %>
<% set state = ", View<Real> state" if starts else "" %>
<% set state_given = ", state.data()" if starts else "" %>
<% set rate = ", rate" if has_rate else "" %>
<% for family, samples, count in (("", "", "1"), ("batch_", ", std::size_t samples", "samples")) %>
<% set passed = ", samples" if family else "" %>
<% if family %>
    /* The loss of a batch, the mean of the losses of its samples. */
<% else %>
    /* The loss of one sample. */
<% endif %>
    Real << family >>loss(View<const Real> parameters<< samples >><< one >>)
    {
        check(parameters, << count >><< looked >>);
        return backprop_<< family >>loss(parameters.data()<< passed >><< given >>, work_.data());
    }

    /* Its gradient. */
    void << family >>gradient(View<const Real> parameters<< samples >><< one >>, View<Real> gradient)
    {
        (void)<< family >>loss_and_gradient(parameters<< passed >><< looked >>, gradient);
    }

    /* Both at once; returns the loss. */
    Real << family >>loss_and_gradient(View<const Real> parameters<< samples >><< one >>, View<Real> gradient)
    {
        check(parameters, << count >><< looked >>);
        check("gradient", gradient.size(), PARAMETERS);
        return backprop_<< family >>loss_and_gradient(
            parameters.data()<< passed >><< given >>, gradient.data(), work_.data());
    }

<% if per_sample and family %>
    /* The gradient of the loss of each sample of a batch, one row per sample. */
    void per_sample_gradients(View<const Real> parameters<< samples >><< one >>, View<Real> gradients)
    {
        check(parameters, << count >><< looked >>);
        check("gradients", gradients.size(), samples * PARAMETERS);
        backprop_per_sample_gradients(parameters.data()<< passed >><< given >>, gradients.data(), work_.data());
    }

<% endif %>
    /* One << "step of gradient descent" if is_descent else "round of training" >>, in place; returns the loss before it. */
    Real << family >>update(
        View<Real> parameters<< state >><< samples >><< one >><< ", Real rate" if has_rate >><< ", std::size_t round" if has_round >>, View<Real> gradient)
    {
        check(parameters, << count >><< looked >>);
        check("gradient", gradient.size(), PARAMETERS);
<% if starts %>
        check("state", state.size(), STATE);
<% endif %>
        return backprop_<< family >>update(
            parameters.data()<< state_given >><< passed >><< given >><< rate >><< ", round" if has_round >>, gradient.data(), work_.data());
    }

    /* Any number of them; returns the loss after them. */
    Real << family >>train(
        View<Real> parameters<< state >><< samples >><< one >><< ", Real rate" if has_rate >><< ", std::size_t first" if has_round >>, std::size_t rounds, View<Real> gradient)
    {
        check(parameters, << count >><< looked >>);
        check("gradient", gradient.size(), PARAMETERS);
<% if starts %>
        check("state", state.size(), STATE);
<% endif %>
        return backprop_<< family >>train(
            parameters.data()<< state_given >><< passed >><< given >><< rate >><< ", first" if has_round >>, rounds, gradient.data(), work_.data());
    }

<% if outputs %>
    /* The outputs of << "each sample of a batch, one row per sample" if family else "one sample" >>. */
    void << family >>predict(
        View<const Real> parameters<< samples >><% for name, size in predicted_sizes %>, View<const Real> << name >><% endfor %>, View<Real> outputs)
    {
        check("parameters", parameters.size(), PARAMETERS);
<% for name, size in predicted_sizes %>
        check("<< name >>", << name >>.size(), << count >> * << size >>u);
<% endfor %>
        check("outputs", outputs.size(), << count >> * OUTPUTS);
        backprop_<< family >>predict(
            parameters.data()<< passed >><% for name, size in predicted_sizes %>, << name >>.data()<% endfor %>, outputs.data(), work_.data());
    }

<% endif %>
<% endfor %>
private:
    static void check(const char *name, std::size_t found, std::size_t expected)
    {
        if (found != expected) {
            throw std::invalid_argument(std::string(name) + ": expected " + std::to_string(expected) + " numbers, given "
                + std::to_string(found));
        }
    }

    static void check(View<const Real> parameters, std::size_t samples<< one >>)
    {
        if (samples == 0) {
            throw std::invalid_argument("samples: expected 1 or more, given 0");
        }
        check("parameters", parameters.size(), PARAMETERS);
<% for name, size in sizes %>
        check("<< name >>", << name >>.size(), samples * << size >>u);
<% endfor %>
    }

    std::vector<Real> work_;
};
<% if starts %>

/* The state before the first round. */
inline std::vector<Real> start()
{
    std::vector<Real> state(STATE);
    backprop_start(state.data());
    return state;
}
<% endif %>

} // namespace << prefix >>

#endif
