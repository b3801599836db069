"""How the tests run Rust."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from symbackprop.export.single_file.rust import PAGES

from ..lexer import CHARACTER, STRING, Lexer
from .driver import (
    NUMBERS,
    BadInput,
    Drawn,
    Driver,
    Impossible,
    Refused,
    Results,
    Way,
    built,
    driven,
    emitted,
    numbers,
    written,
)


def as_rust(backend: str, items: Sequence[Drawn], folder: Path) -> Results:
    head, lines = "", []
    for at, item in enumerate(items):
        written(emitted(backend, item), folder / str(at))
        arguments = ", ".join(f"&[{numbers(array)}]" for array in (item.parameters, *item.data))
        head += f'#[path = "{at}/gradient.rs"]\nmod n{at};\n'
        lines += [
            f"let mut g = vec![0.0; {len(item.parameters)}];",
            f"let loss: f64 = n{at}::loss_and_gradient({arguments}, &mut g);",
            'println!("{:e} {}", loss, g.iter().map(|x: &f64| format!("{:e}", x)).collect::<Vec<_>>().join(" "));',
        ]
    (folder / "all.rs").write_text(head + "fn main() {\n" + "\n".join(lines) + "\n}\n")
    return built("rustc -A warnings -C opt-level=1 all.rs -o all && ./all", folder)


def program(calls: Mapping[str, str]) -> str:
    head = '#[path = "gradient.rs"]\nmod f;\nfn main() {\n    std::panic::set_hook(Box::new(|_| {}));\n'
    head += "".join(f"    let {name} = [{values}];\n" for name, values in NUMBERS.items())
    said = (
        "    match std::panic::catch_unwind(|| {{ {call}; }}) {{\n"
        '        Ok(_) => println!("<{name}> fine"),\n'
        '        Err(e) => println!("<{name}> {{}}", e.downcast_ref::<String>().cloned().or_else('
        "|| e.downcast_ref::<&str>().map(|s| s.to_string())).unwrap()),\n    }}\n"
    )
    return head + "".join(said.format(name=name, call=call) for name, call in calls.items()) + "}\n"


BAD_INPUT = BadInput(
    {
        "shape": Refused("f::loss(&w[..7], &i, &t)", "parameters: expected 8 numbers, given 7"),
        "data shape": Refused("f::loss(&w, &i[..1], &t)", "i: expected 2 numbers, given 1"),
        "dtype": Impossible("the compiler refuses other types"),
        "gaps": Impossible("a slice has no gaps"),
        "read-only": Impossible("the compiler refuses a shared borrow where one writes"),
        "aliased": Impossible("the compiler refuses a second borrow of what is written to"),
        "nan": Refused("f::loss(&[f64::NAN; 8], &i, &t)", "parameters: expected numbers, given nan"),
        "nan data": Refused("f::loss(&w, &i, &[f64::NAN; 2])", "target_o: expected numbers, given nan"),
        "nan rate": Refused("f::update(&mut w.clone(), 1, &i, &t, f64::NAN)", "rate: expected a number, given nan"),
        "no samples": Refused(
            "f::batch_loss_and_gradient(&w, 0, &[], &[], &mut [0.0; 8])", "samples: expected at least one, given none"
        ),
        "negative rounds": Impossible("rounds are a usize"),
    },
    driven("bad.rs", program, "rustc -A warnings bad.rs -o check", "./check"),
)
DRIVER = Driver(
    needs="rustc",
    check="rustc --test gradient.rs -o check && ./check",
    pages=(PAGES,),
    bad_input=BAD_INPUT,
    law=Way(as_rust, 6, 1),
    strict="rustc -A warnings --test gradient.rs -o check && ./check",
    is_slow=True,
    needs_to_read="rustc",
    reads="rustc --test --emit=metadata -A warnings gradient.rs",
    lexers={".rs": Lexer(r"//(?![!/])", ("/*", "*/"), True, rf"{STRING}|{CHARACTER}|b?r#*\".*?\"#*")},
)
