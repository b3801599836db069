"""The model as its users hold it: symbolic expressions, functions and notes of one network.

The module is long because every way into a model and out of it is a method of one class.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from .models.network import Network
from .models.spec import DEFAULT_EXAMPLE, example, load
from .models.vectors import packed, shapes_of, unpacked

if TYPE_CHECKING:
    import numpy as np
    import sympy
    from numpy.typing import ArrayLike, NDArray

    from .export.compiled.table import Compiled
    from .export.python.functions import Functions
    from .expression.tree import Symbol
    from .layers.kinds import Layer


class Model:
    """A network with its numbers.

    Args:
        network: The graph and the values, as `models` makes them.

    >>> model = Model.example()
    >>> model.parameters[4]
    'w5'
    >>> round(float(model.gradient["w5"].subs(model.values)), 9)
    0.082167041
    >>> print(model.lambdify().loss([0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55]).round(9))
    0.298371109
    """

    def __init__(self, network: Network) -> None:
        self.network = network

    @classmethod
    def example(cls, name: str = DEFAULT_EXAMPLE) -> Model:
        """Return a built-in example.

        Raises:
            UnknownNameError: There is none of that name.
        """
        return cls(example(name))

    @classmethod
    def load(cls, path: str | Path) -> Model:
        """Return the model that a TOML file describes.

        Raises:
            SpecError: The file cannot be read or describes no network.
        """
        return cls(load(Path(path)))

    @classmethod
    def from_layers(
        cls,
        layers: Iterable[Layer | str],
        input_shape: Sequence[int],
        loss: str = "",
        learning_rate: float | None = None,
        title: str = "",
    ) -> Model:
        """Return the model of a list of layers.

        Args:
            layers: Kinds of `symbackprop.layers`, from input to output; an activation may be its name alone. Weights
                that have no values are drawn by `initial` and `drawn`.
            input_shape: Of one sample.
            loss: Its name; without, the cross-entropy behind a softmax, the mean of binary cross-entropies behind a
                sigmoid, and else the mean squared error.
            learning_rate: η; without, there are gradients and no updates.
            title: What it is called.

        Raises:
            SpecError: A layer does not fit what comes before it.
            UnknownNameError: There is no such activation or loss.
        """
        from .layers.network import network_of

        return cls(network_of(layers, input_shape, loss, learning_rate, title))

    @classmethod
    def from_torch(
        cls,
        module: object,
        input_shape: Sequence[int] = (),
        loss: object = "",
        learning_rate: float | None = None,
        title: str = "",
    ) -> Model:
        """Return the model of a `torch.nn.Sequential`, with its numbers as they are.

        Args:
            module: Of layers that have the same meaning here; it computes as after `module.eval()`.
            input_shape: Of one sample; where the first layer is linear it says that itself.
            loss: The name of a loss, or a loss of `torch.nn`; see `from_layers`.
            learning_rate: η; without, there are gradients and no updates.
            title: What it is called.

        Raises:
            SpecError: A layer is not supported; the message has its place and its name.
        """
        from .layers.torch import torch_layers, torch_loss

        layers, shape = torch_layers(module)
        name = torch_loss(loss, layers)
        title = title or f"A network of {type(module).__name__}"
        return cls._imported(layers, input_shape or shape, name, learning_rate, title, "torch")

    @classmethod
    def from_keras(cls, model: object, loss: str = "", learning_rate: float | None = None, title: str = "") -> Model:
        """Return the model of a `keras.Sequential` that has been built, with its numbers as they are.

        Args:
            model: Of layers that have the same meaning here; it computes as it does after training.
            loss: The name of a loss, see `from_layers`; without, that with which the model was compiled.
            learning_rate: η; without, there are gradients and no updates.
            title: What it is called.

        Raises:
            SpecError: A layer or the loss is not supported; the message has its name.
        """
        from .layers.keras import keras_layers
        from .layers.keras_losses import keras_loss

        layers, shape = keras_layers(model)
        name = keras_loss(loss, model, layers)
        return cls._imported(layers, shape, name, learning_rate, title or "A network of Keras", "keras")

    @classmethod
    def from_onnx(
        cls,
        path: str | Path,
        input_shape: Sequence[int] = (),
        loss: str = "",
        learning_rate: float | None = None,
        title: str = "",
    ) -> Model:
        """Return the model of an ONNX file, layers where its graph is a chain of them, with its numbers as they are.

        Args:
            path: The file; what it keeps in other files is read from its folder only.
            input_shape: Of one sample, where the file does not say it.
            loss: The name of a loss; see `from_layers`.
            learning_rate: η; without, there are gradients and no updates.
            title: What it is called.

        Raises:
            ExportError: The package `onnx` is not there.
            SpecError: The file cannot be read, or an operator is not supported; the message has its name.
        """
        from .layers.network import network_of_formulas
        from .layers.onnx_model import onnx_formulas

        file = Path(path)
        text = onnx_formulas(file, input_shape, loss)
        return cls(network_of_formulas(text, learning_rate, title or f"The network of {file.name}", file.name))

    @classmethod
    def from_safetensors(
        cls,
        path: str | Path,
        layers: Sequence[Layer | str] | str,
        input_shape: Sequence[int] = (),
        loss: str = "",
        learning_rate: float | None = None,
        title: str = "",
    ) -> Model:
        """Return the model of layers whose numbers a file holds, by names as `0.weight` and `0.bias`.

        Args:
            path: A `.safetensors`, or an `.npz`. Nothing in it is unpickled.
            layers: As in `from_layers`; the file says no more than numbers. Layers that have some take them in the
                order of the names. Or the name of an activation, for dense layers with it between.
            input_shape: Of one sample; where the first layer is dense the file says it.
            loss: The name of a loss; see `from_layers`.
            learning_rate: η; without, there are gradients and no updates.
            title: What it is called.

        Raises:
            SpecError: The file cannot be read, or its arrays are not those of the layers.
        """
        from .layers.weight_files import first_shape, layers_of_file

        file = Path(path)
        found = layers_of_file(file, layers)
        title = title or f"The network of {file.name}"
        return cls._imported(found, input_shape or first_shape(found), loss, learning_rate, title, file.name)

    @classmethod
    def _imported(
        cls,
        layers: Sequence[Layer],
        shape: Sequence[int],
        loss: str,
        learning_rate: float | None,
        title: str,
        source: str,
    ) -> Model:
        from .layers.network import network_of

        return cls(network_of(layers, shape, loss, learning_rate, title, source))

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the trained parameters, in the order of every gradient."""
        return tuple(symbol.ascii for symbol in self.network.parameters)

    @property
    def shapes(self) -> Mapping[str, tuple[int, ...]]:
        """The shape of each trained quantity, by name, in the order in which they stand in a vector of parameters.

        >>> dict(Model.example("softmax").shapes)
        {'W': (3, 2), 'b': (3,)}
        """
        return shapes_of(self.network)

    def pack(self, arrays: Mapping[str, ArrayLike]) -> NDArray[np.float64]:
        """Return a vector of parameters from arrays by name, as `compile()`, `lambdify()` and every export take it.

        Raises:
            UnknownNameError: There is an array of no trained quantity.
            ValueError: One is missing, or of another shape.
        """
        return packed(self.network, arrays)

    def unpack(self, parameters: ArrayLike) -> dict[str, NDArray[np.float64]]:
        """Return the arrays of a vector of parameters, by name; `pack` takes them back.

        Raises:
            ValueError: It has another number of parameters.
        """
        return unpacked(self.network, parameters)

    def initial(self, seed: int = 0) -> NDArray[np.float64]:
        """Return a vector of parameters to begin training with: the values that there are, the others drawn.

        Matrices are drawn as Glorot and Bengio do, after a rectifier as He and others do; biases begin at 0.

        Args:
            seed: The same seed gives the same parameters everywhere.
        """
        import numpy as np

        from .training.initial import initial

        return np.asarray(initial(self.network, seed, np.float64), dtype=np.float64)

    @cached_property
    def loss(self) -> sympy.Expr:
        """The loss as one closed expression over what is given: parameters, inputs, biases, targets."""
        return self._closed[self.network.loss]

    @cached_property
    def gradient(self) -> Mapping[str, sympy.Expr]:
        """The derivative of the loss by each parameter, each a closed expression."""
        return _Gradient(self)

    @cached_property
    def values(self) -> Mapping[sympy.Symbol, sympy.Rational]:
        """The given value of each symbol of the expressions, exactly."""
        import sympy

        from .expression.algebra import to_sympy

        self.network.demand_values()
        return {
            to_sympy(symbol): sympy.Rational(number.value.numerator, number.value.denominator)
            for symbol, number in self.network.values.items()
        }

    def lambdify(self) -> Functions:
        """Return NumPy functions `loss(w)`, `gradient(w)` and `loss_and_gradient(w)`.

        `w` holds the parameters in the order of `parameters` along its last axis; leading axes are batches.
        """
        from .export.python.functions import functions_of

        return functions_of(self.network)

    def drawn(self, seed: int) -> Model:
        """Return the same model with values drawn for all that has none; those that there are stay.

        Args:
            seed: 0 or more; the same seed gives the same values everywhere.

        Raises:
            DrawError: No values were found with which every unit is alive and every gradient shows.
            ValueError: The seed is negative.
        """
        from .models.draw import drawn

        return Model(drawn(self.network, seed))

    def compile(
        self,
        backend: str | None = None,
        float32: bool = False,
        data: Sequence[str] = (),
        threads: int | None = None,
        compiler_limit: float | None = None,
    ) -> Compiled:
        """Return compiled functions: loss, gradient, updates and training, of one sample and of batches.

        Args:
            backend: `c`, `llvm`, `numpy`, `numba`, `jax` or `torch`; without, the first of the first three that the
                machine has.
            float32: Whether arrays are of float32 and not of float64.
            data: The names of what each sample has its own of; without, the inputs and targets of layers, and of a
                model in equations all that is given and not trained.
            threads: On how many threads a batch runs at most, with C; results are the same on any number. Without,
                SYMBACKPROP_THREADS says it, or else OpenMP, which takes OMP_NUM_THREADS or all that this process has.
            compiler_limit: How many seconds a C compiler may take before it is ended; without,
                SYMBACKPROP_COMPILER_LIMIT says it, or else 300.

        Parameters and data need no values, since calls bring their own; without values of data, each call has to.

        Raises:
            ExportError: The backend cannot be had.
            MissingValuesError: What is neither trained nor data has no values.
            UnknownNameError: There is none of that name.
        """
        from .export.compiled.table import COMPILERS, compiled

        if backend is not None and backend not in COMPILERS:
            _refuse(backend, list(COMPILERS))
        return compiled(self.network, backend, float32, data, threads, compiler_limit)

    def to_onnx(
        self,
        of: str | Sequence[str] = (),
        gradient: bool = False,
        float32: bool = False,
        data: Sequence[str] = (),
    ) -> bytes:
        """Return a model of ONNX, of standard operators, as the bytes of its file.

        Its inputs are the data, with the samples as the first axis. Parameters that have values are constants; with the
        gradient they are inputs too, by their names, which a call may leave out.

        Args:
            of: The quantities that it computes, by name; without, the outputs of the model.
            gradient: Whether it computes the loss, `E`, and its derivatives, `dE_dW1`, too.
            float32: Whether numbers are of float32 and not of float64.
            data: The names of what each sample has its own of; see `compile`.

        Raises:
            ExportError: The package `onnx` is not there, or the model has no outputs, or too large a graph.
            UnknownNameError: The model computes no such quantity.
        """
        from .export.onnx.model import onnx_model

        model = onnx_model(self.network, self._computed(of), gradient, float32, data)
        return bytes(model.SerializeToString())

    def _computed(self, of: str | Sequence[str]) -> tuple[Symbol, ...]:
        from .errors import unknown
        from .graph.equations import bare

        if not of:
            return self.network.outward
        computed = {bare(equation.target).ascii: equation.target for equation in self.network.graph.equations}
        names = (of,) if isinstance(of, str) else tuple(of)
        for name in names:
            if name not in computed:
                raise unknown("computed quantity", name, list(computed))
        return tuple(computed[name] for name in names)

    @cached_property
    def _closed(self) -> Mapping[Symbol, sympy.Expr]:
        from .expression.algebra import to_sympy

        known: dict[Symbol, sympy.Expr] = {}
        for equation in self.network.both.equations:
            known[equation.target] = to_sympy(equation.body, known)
        return known


def _refuse(backend: str, compilers: list[str]) -> NoReturn:
    from .errors import ExportError, unknown
    from .export.backends import BACKENDS

    if backend in BACKENDS:
        raise ExportError(f"{backend} is not called from Python: export it, or compile with {', '.join(compilers)}")
    raise unknown("backend", backend, compilers)


class _Gradient(Mapping[str, "sympy.Expr"]):
    """The gradient by the names of the parameters."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def __getitem__(self, name: str) -> sympy.Expr:
        from .expression.algebra import to_sympy

        network = self._model.network
        if name not in self._model.parameters:
            raise KeyError(name)
        return to_sympy(network.gradient[network.parameter(name)], self._model._closed)

    def __iter__(self) -> Iterator[str]:
        return iter(self._model.parameters)

    def __len__(self) -> int:
        return len(self._model.parameters)
