"""The basis chain as a page shows it: oldest above, youngest below, each document once."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from resolutions.models import Basis, Resolution


@dataclass
class ChainLink:
    """A document of the chain: how many levels above (negative) or below the one looked at,
    and the edges that tie it to the side of that one."""

    resolution: Resolution
    level: int
    edges: list[Basis] = field(default_factory=list)

    @property
    def depth(self) -> int:
        return abs(self.level)


@dataclass
class Chain:
    """What a document rests on, farthest first, and what rests on it, nearest first."""

    above: list[ChainLink]
    below: list[ChainLink]

    def __bool__(self) -> bool:
        return bool(self.above or self.below)


def chain_of(resolution: Resolution, edges: Iterable[Basis]) -> Chain:
    """The chain out of its edges. A document reached on several ways stands once, beyond all
    that lie between; its edges name each of the ways."""
    edges = list(edges)
    up = _levels(resolution.pk, [(edge.child_id, edge.parent_id, edge) for edge in edges])
    down = _levels(resolution.pk, [(edge.parent_id, edge.child_id, edge) for edge in edges])
    above = _links(up, [(e.parent, e.child_id, e) for e in edges], resolution.pk, sign=-1)
    below = _links(down, [(e.child, e.parent_id, e) for e in edges], resolution.pk, sign=1)
    return Chain(above, below)


def _levels(start: int, steps: list[tuple[int, int, Basis]]) -> dict[int, int]:
    """How many steps each document lies from ``start``, on the longest way. More rounds than
    there are documents would be a circle, which is left at what was found."""
    levels = {start: 0}
    for _round in range(len(steps) + 1):
        moved = False
        for near, far, _edge in steps:
            if near in levels and far != start and levels.get(far, 0) < levels[near] + 1:
                if levels[near] >= len(steps):
                    continue
                levels[far] = levels[near] + 1
                moved = True
        if not moved:
            break
    return levels


def _links(
    levels: dict[int, int],
    steps: list[tuple[Resolution, int, Basis]],
    start: int,
    *,
    sign: int,
) -> list[ChainLink]:
    found: dict[int, ChainLink] = {}
    for document, near, edge in steps:
        if document.pk == start or document.pk not in levels or near not in levels:
            continue
        link = found.setdefault(document.pk, ChainLink(document, sign * levels[document.pk]))
        link.edges.append(edge)
    return sorted(found.values(), key=lambda link: (link.level, link.resolution.symbol_key))
