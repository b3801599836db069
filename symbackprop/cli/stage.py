"""What is being done, so that a message can say where a run ended.

It stands in memory that the process that works shares with the one that waits for it; see `supervisor`.
"""

from __future__ import annotations

SIZE = 4096


class Stage:
    """What is being done; no dataclass, for the first process must be ready for an interrupt at once.

    Args:
        doing: In words that go on after "while".
        seconds: The limit of processor time, or 0 where there is none.
        smaller: What would make the work smaller.
    """

    def __init__(self, doing: str = "starting", seconds: float = 0.0, smaller: str = "") -> None:
        self.doing, self.seconds, self.smaller = doing, seconds, smaller

    @property
    def too_long(self) -> str:
        """The message where the limit is reached."""
        hint = f"; {self.smaller}" if self.smaller else ""
        return f"took longer than {self.seconds:g} s of processor time while {self.doing}; see --time-limit{hint}"


class Board:
    """A place where one process writes its stage and another one reads it."""

    def __init__(self) -> None:
        from mmap import mmap

        self._memory = mmap(-1, SIZE)

    def write(self, stage: Stage) -> None:
        """Publish a stage."""
        text = "\n".join((f"{stage.seconds}", stage.smaller, stage.doing)).encode("utf-8", "replace")[: SIZE - 1]
        self._memory[: len(text) + 1] = text + b"\0"

    def read(self) -> Stage:
        """Return the stage that was published last."""
        seconds, smaller, doing = self._memory[:].partition(b"\0")[0].decode("utf-8", "replace").split("\n", 2)
        return Stage(doing, float(seconds), smaller)


_now = Stage()
_board: Board | None = None


def share(board: Board) -> None:
    """Publish each stage from now on."""
    global _board
    _board = board
    _set(_now)


def now() -> Stage:
    """Return what is being done."""
    return _now


def begin(doing: str) -> None:
    """Say what is done from now on."""
    _set(Stage(doing, _now.seconds, _now.smaller))


def limit(seconds: float, smaller: str) -> None:
    """Say what limit holds from now on, and what would make the work smaller."""
    _set(Stage(_now.doing, seconds, smaller))


def _set(stage: Stage) -> None:
    global _now
    _now = stage
    if _board is not None:
        _board.write(stage)
