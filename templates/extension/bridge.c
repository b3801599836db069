/* The functions of gradient.h with one signature for all networks, as table.h declares them. */
<% for name, prefix, is_whole in families %>
<% set samples = "samples, " if prefix else "" %>
<% set ignored = "" if prefix else "    (void)samples;\n" %>
<% if is_whole %>
static double << name >>_loss(const void *parameters, size_t samples, const void *const *data, void *work)
{
<< ignored >>    return (double)backprop_<< prefix >>loss(parameters, << samples >><< data >>work);
}

<% endif %>
static double << name >>_loss_and_gradient(
    const void *parameters, size_t samples, const void *const *data, void *gradient, void *work)
{
<< ignored >>    return (double)backprop_<< prefix >>loss_and_gradient(parameters, << samples >><< data >>gradient, work);
}

<% if is_whole %>
static double << name >>_update(
    void *parameters, size_t samples, const void *const *data, double rate, void *gradient, void *work)
{
<< ignored >>    return (double)backprop_<< prefix >>update(parameters, << samples >><< data >>(<< real >>)rate, gradient, work);
}

static double << name >>_train(void *parameters, size_t samples, const void *const *data, double rate, size_t rounds,
    void *gradient, void *work)
{
<< ignored >>    return (double)backprop_<< prefix >>train(
        parameters, << samples >><< data >>(<< real >>)rate, rounds, gradient, work);
}

<% endif %>
<< visible >>const backprop_family backprop_family_<< name >> = {
<% if is_whole %>
    << name >>_loss, << name >>_loss_and_gradient, << name >>_update, << name >>_train};
<% else %>
    NULL, << name >>_loss_and_gradient, NULL, NULL};
<% endif %>

<% endfor %>
<% if has_description %>
<< visible >>const backprop_network backprop_description = {
    << is_single >>, BACKPROP_PARAMETERS, BACKPROP_WORK, << operations >>u, << descriptions | length >>u,
    {
<% for name, size, dimensions, shape in descriptions %>
        {"<< name >>", << size >>u, << dimensions >>, {<< shape >>}},
<% else %>
        {"", 0u, 0, {0}},
<% endfor %>
    }};
<% endif %>
