"""How near two short texts are to each other, in Chinese too, where there are no words between spaces."""

_NOT = ("不", "没", "无", "未", "非", "拒", "勿", "别", "not", "no ")


def denies(text: str) -> bool:
    """Say whether a folded text holds a no: 有预算 is never near 没预算, however alike they look."""
    return any(mark in text for mark in _NOT)


def shared_pairs(text: str, other: str) -> float:
    """Return from 0 to 1 the share of common pairs of characters (Dice's coefficient)."""
    pairs, others = _pairs(text), _pairs(other)
    return 2 * len(pairs & others) / (len(pairs) + len(others)) if pairs and others else float(text == other)


def holds(text: str, part: str) -> bool:
    """Say whether `text` has all characters of `part` in order: 要份报价单 holds 要报价."""
    letters = iter(text)
    return all(letter in letters for letter in part)


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}
