const size_t tiles = (samples + TILE - 1) / TILE;
<% if in_lanes %>
/* As many samples in each, in whole vectors. */
const size_t even = ((samples + tiles - 1) / tiles + 15) / 16 * 16;
<% else %>
const size_t even = (samples + tiles - 1) / tiles;
<% endif %>
const size_t parts = tiles < BACKPROP_PARTS ? tiles : BACKPROP_PARTS;
<< real >> *const sums = work + << shared_size >>;
<< real >> *const rooms = sums + BACKPROP_PARTS * << width >>;
<< real >> total = << zero >>;
<% if late %>
/* A tile for each part, and then what they add to the wide matrices, piece by piece. */
const size_t rounds = (tiles + parts - 1) / parts;
const << real >> share = 1 / (<< real >>)samples;
BACKPROP_THREADS(omp parallel if (tiles > 1 && samples >= << worth_threads >>))
for (size_t round = 0; round < rounds; round++) {
    BACKPROP_THREADS(omp for schedule(dynamic, 1))
    for (size_t part = 0; part < parts; part++) {
        << real >> *const own = sums + part * << width >>, *const room = rooms + part * << room >>;
        const size_t first = (round * parts + part) * even;
        for (size_t at = 0; at < << width >> && round == 0; at++) {
            own[at] = << zero >>;
        }
        if (first < samples) {
            const size_t count = samples - first < even ? samples - first : even;
            own[0] += << call >>;
        }
    }
<% for line in late %>
    << line >>
<% endfor %>
}
<% else %>
/* A thread needs room for one tile, however many parts it takes. */
size_t taken = 0;
BACKPROP_THREADS(omp parallel if (tiles > 1 && samples >= << worth_threads >>))
{
    << real >> *room = NULL;
    BACKPROP_THREADS(omp for schedule(dynamic, 1))
    for (size_t part = 0; part < parts; part++) {
        << real >> *const own = sums + part * << width >>;
        const size_t from = part * (tiles / parts) + (part < tiles % parts ? part : tiles % parts);
        const size_t to = from + tiles / parts + (part < tiles % parts ? 1 : 0);
        if (room == NULL) {
            size_t number;
            BACKPROP_THREADS(omp atomic capture)
            number = taken++;
            room = rooms + number * << room >>;
        }
        for (size_t at = 0; at < << width >>; at++) {
            own[at] = << zero >>;
        }
        for (size_t next = from; next < to; next++) {
            const size_t first = next * even;
            const size_t count = samples - first < even ? samples - first : even;
            own[0] += << call >>;
        }
    }
}
<% endif %>
for (size_t part = 0; part < parts; part++) {
    total += sums[part * << width >>];
}
