/* The functions of gradient.h with one signature for all networks, as table.h declares them. */
<% if has_batch %>
#if defined(_OPENMP)
/* Declared here, since a compiler can have OpenMP without its header. */
int omp_get_max_threads(void);
void omp_set_num_threads(int count);

static int backprop_threads(int most)
{
    const int before = omp_get_max_threads();
    if (most > 0) {
        omp_set_num_threads(most);
    }
    return before;
}
#define BACKPROP_SETS_THREADS backprop_threads
#else
#define BACKPROP_SETS_THREADS NULL
#endif

<% endif %>
<% for name, prefix, is_whole in families %>
<% set samples = "samples, " if prefix else "" %>
<% set ignored = ("" if prefix else "    (void)samples;\n") ~ ("" if data else "    (void)data;\n") %>
<% set kept = "state, " if starts else "" %>
<% set rate = "(" ~ real ~ ")rate, " if has_rate else "" %>
<% set idle = ("" if starts else "    (void)state;\n") ~ ("" if has_rate else "    (void)rate;\n") %>
<% set threads = "BACKPROP_SETS_THREADS" if prefix else "NULL" %>
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
static double << name >>_update(void *parameters, void *state, size_t samples, const void *const *data, double rate,
    size_t round, void *gradient, void *work)
{
<< ignored >><< idle >><% if not has_round %>    (void)round;
<% endif %>
    return (double)backprop_<< prefix >>update(parameters, << kept >><< samples >><< data >><< rate >><% if has_round %>round, <% endif %>gradient, work);
}

static double << name >>_train(void *parameters, void *state, size_t samples, const void *const *data, double rate,
    size_t first, size_t rounds, void *gradient, void *work)
{
<< ignored >><< idle >><% if not has_round %>    (void)first;
<% endif %>
    return (double)backprop_<< prefix >>train(
        parameters, << kept >><< samples >><< data >><< rate >><% if has_round %>first, <% endif %>rounds, gradient, work);
}

<% endif %>
<< visible >>const backprop_family backprop_family_<< name >> = {
<% if is_whole %>
    << name >>_loss, << name >>_loss_and_gradient, << name >>_update, << name >>_train, << threads >>};
<% else %>
    NULL, << name >>_loss_and_gradient, NULL, NULL, << threads >>};
<% endif %>

<% endfor %>
<% if has_description %>
<% for name, size, dimensions, shape in descriptions %>
<% if dimensions %>
static const size_t backprop_shape_<< loop.index0 >>[] = {<< shape >>};
<% endif %>
<% endfor %>
<% if descriptions %>
static const backprop_data backprop_data_described[] = {
<% for name, size, dimensions, shape in descriptions %>
    {"<< name >>", << size >>u, << dimensions >>, << "backprop_shape_%d" % loop.index0 if dimensions else "NULL" >>},
<% endfor %>
};
<% endif %>
<% if starts %>
static const double backprop_starts[] = {<< starts | join(", ") >>};
<% endif %>
<< visible >>const backprop_network backprop_description = {<< is_single >>, BACKPROP_PARAMETERS, BACKPROP_WORK,
    BACKPROP_WORK - BACKPROP_PARTS * << part_work >>u, << operations >>u, BACKPROP_PARTS,
    << worth_threads >>u, << descriptions | length >>u, << "backprop_data_described" if descriptions else "NULL" >>,
    << starts | length >>u, << "backprop_starts" if starts else "NULL" >>, << has_rate | int >>, << has_round | int >>};
<% endif %>
<% if predicted is not none %>

<% if predicted %>
static const backprop_data backprop_prediction_data[] = {
<% for number, name, size, dimensions in predicted %>
    {"<< name >>", << size >>u, << dimensions >>, << "backprop_shape_%d" % number if dimensions else "NULL" >>},
<% endfor %>
};
<% endif %>
static const backprop_network backprop_prediction = {<< is_single >>, BACKPROP_PARAMETERS, BACKPROP_WORK, BACKPROP_WORK,
    << operations >>u, BACKPROP_PARTS, << worth_threads >>u, << predicted | length >>u,
    << "backprop_prediction_data" if predicted else "NULL" >>, 0, NULL, 0, 0};

static void backprop_predicted(
    const void *parameters, size_t samples, const void *const *data, void *outputs, void *work)
{
<% if not predicted %>
    (void)data;
<% endif %>
    backprop_batch_predict(parameters, samples, <% for at in predicted %>data[<< loop.index0 >>], <% endfor %>outputs, work);
}
<% endif %>
