#if defined(BACKPROP_FAST_EXP)
typedef union {
    float number;
    uint32_t bits;
} backprop_bits;
#endif
