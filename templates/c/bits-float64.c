#if defined(BACKPROP_FAST_EXP)
typedef union {
    double number;
    uint64_t bits;
} backprop_bits;
#endif
