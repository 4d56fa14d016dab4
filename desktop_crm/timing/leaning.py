"""How far a promise goes from a plain one towards one that was learned: from the percentile of all past cases, say.

Where cases follow no pattern, whatever is learned from them is luck, and the plain percentile is hard to beat;
where they do, it is far off. So a promise stands on a step between the two: halfway at first, and from there as
far to either side as the promises before would have gained by it for certain. The steps are even on a scale of
factors, as what is wrong with a promise is better told in times than in hours, and they are weighted exponentially
by their pinball losses, at a rate that follows from how much those differed (Cesa-Bianchi, Mansour and Stoltz,
Improved second-order bounds for prediction with expert advice, 2007); so it is the same in any unit of time.
"""

from __future__ import annotations

import math

# From the plain promise (0) to what was learned (1), and how likely each is before anything is known.
_STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)
_LIKELY = (0.02, 0.08, 0.8, 0.08, 0.02)
_RATE = 3.0  # for each standard deviation that the whole way gained
_MOMENT = 1.0  # second: shorter promises are none
_REMEMBERED = 0.998  # of what was lost, from one judged promise to the next: companies change


class Leaning:
    """Learns from promises whose time has come.

    Attributes:
        share: the part of promises that shall be kept, 0 to 1.
    """

    def __init__(self, share: float) -> None:
        self.share = share
        self._lost = [0.0] * len(_STEPS)
        self._differed = 0.0

    def between(self, plain: float, learned: float) -> float:
        """Return what to promise, of two promises in seconds."""
        rate = _RATE / math.sqrt(self._differed) if self._differed > 0.0 else 0.0
        least = min(self._lost)
        weights = [
            likely * math.exp(rate * (least - lost)) for likely, lost in zip(_LIKELY, self._lost, strict=True)
        ]
        part = sum(weight * step for weight, step in zip(weights, _STEPS, strict=True)) / sum(weights)
        return _on_the_way(plain, learned, part)

    def learn(self, plain: float, learned: float, took: float) -> None:
        """Judge two promises for one case by the pinball loss, and all between them.

        Args:
            took: seconds until the case concluded; of one that took longer than both, that it did is enough.
        """
        losses = [self._loss(_on_the_way(plain, learned, step), took) for step in _STEPS]
        self._lost = [lost * _REMEMBERED + loss for lost, loss in zip(self._lost, losses, strict=True)]
        self._differed = self._differed * _REMEMBERED + (losses[-1] - losses[0]) ** 2

    def _loss(self, promised: float, took: float) -> float:
        return (took - promised) * self.share if took > promised else (promised - took) * (1.0 - self.share)


def _on_the_way(plain: float, learned: float, part: float) -> float:
    if plain == learned:  # what every case took exactly is not rounded away
        return plain
    return math.exp((1.0 - part) * math.log(max(plain, _MOMENT)) + part * math.log(max(learned, _MOMENT)))
