/* One network on a board without a system: nothing but static memory, parameters in flash, results and the number of
 * instructions out by semihosting, as the bits of numbers. call.h has the arguments. */
#include "gradient.h"

#include "call.h"

#include <stdint.h>
#include <string.h>

#define TURNS 25u /* the counter counts every 40 instructions, and has 24 bits */
#define COUNTER ((volatile uint32_t *)0xe000e010)

extern char stack_top[];
static float gradient[BACKPROP_PARAMETERS], work[BACKPROP_WORK_OF_ONE];
#if defined(BACKPROP_OUTPUTS)
static float outputs[BACKPROP_OUTPUTS];
#endif

static void ask(int what, const void *of)
{
    register int r0 __asm__("r0") = what;
    register const void *r1 __asm__("r1") = of;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

static void say(uint32_t bits)
{
    char text[10];
    for (int at = 0; at < 8; at++) {
        text[at] = "0123456789abcdef"[bits >> (28 - 4 * at) & 15];
    }
    text[8] = '\n';
    text[9] = '\0';
    ask(4, text);
}

static void say_numbers(const float *numbers, size_t count)
{
    for (size_t at = 0; at < count; at++) {
        uint32_t bits;
        memcpy(&bits, &numbers[at], sizeof bits);
        say(bits);
    }
}

void reset(void)
{
#if defined(__ARM_FP)
    *(volatile uint32_t *)0xe000ed88 |= 0xfu << 20; /* switches the unit for floating point on */
    __asm__ volatile("dsb\n\tisb");
#endif
    COUNTER[1] = 0xffffff;
    COUNTER[2] = 0;
    COUNTER[0] = 5;
    float loss = 0.0f;
    uint32_t begun = COUNTER[2];
    for (unsigned turn = 0; turn < TURNS; turn++) {
        loss = backprop_loss_and_gradient(parameters, DATA, gradient, work);
    }
    say((begun - COUNTER[2]) & 0xffffff);
    begun = COUNTER[2];
#if defined(BACKPROP_OUTPUTS)
    for (unsigned turn = 0; turn < TURNS; turn++) {
        backprop_predict(parameters, PREDICTED, outputs, work);
    }
#endif
    say((begun - COUNTER[2]) & 0xffffff);
    say_numbers(&loss, 1);
    say_numbers(gradient, BACKPROP_PARAMETERS);
#if defined(BACKPROP_OUTPUTS)
    say_numbers(outputs, BACKPROP_OUTPUTS);
#endif
    ask(0x18, (const void *)0x20026);
    for (;;) {
    }
}

__attribute__((section(".vectors"), used)) static const void *const vectors[] = {stack_top, (const void *)reset};
