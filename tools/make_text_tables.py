"""Write the generated text tables of `crm_cli/domain/data`: pinyin readings and traditional to simplified.

Run it with an interpreter that has both sources (neither is needed to run the program):

    python -m venv /tmp/tables && /tmp/tables/bin/pip install pypinyin opencc-python-reimplemented
    /tmp/tables/bin/python tools/make_text_tables.py

Sources: pypinyin 0.55.0 (MIT), its single-character dictionary; opencc-python-reimplemented 0.1.7
(Apache-2.0, "includes dictionary data developed by OpenCC"), its files TSCharacters, TWVariants and HKVariants.

Every line of the pinyin files is a syllable without tone and the characters read so: `bai 白百柏`.
  pinyin.txt       first reading of the 6,763 characters of GB 2312, which is what folded names are made of
  pinyin_rare.txt  first reading of every other character
  pinyin_more.txt  the other readings of the characters of GB 2312
  syllables.txt    every syllable that occurs
  simplified.txt   two lines of equal length: what is replaced, and by what
`surnames.txt` and `words.txt` in the same folder are kept by hand and not touched.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

DATA = Path(__file__).parent.parent / "crm_cli" / "domain" / "data"

# The dictionary lists the commonest reading in running text; these are the commonest in names of firms and people.
FIRST = {
    "𠮷": "ji",
    "刨": "bao",
    "泊": "bo",
    "薄": "bo",
    "卜": "bu",
    "长": "chang",
    "匙": "chi",
    "都": "du",
    "佛": "fo",
    "还": "huan",
    "伽": "jia",
    "诘": "jie",
    "勒": "le",
    "肋": "lei",
    "靓": "liang",
    "缪": "miao",
    "茄": "qie",
    "覃": "qin",
    "晟": "sheng",
    "什": "shi",
    "似": "si",
    "畜": "xu",
    "曾": "zeng",
    "翟": "zhai",
    "椎": "zhui",
    "琢": "zhuo",
}


def main() -> None:
    """Read both sources and write all five files."""
    from pypinyin.pinyin_dict import pinyin_dict

    readings = {chr(code): toneless(marked.split(",")) for code, marked in pinyin_dict.items()}
    for char, syllable in FIRST.items():
        readings[char] = list(dict.fromkeys([syllable, *readings.get(char, [])]))
    common = {char for char in readings if in_gb2312(char)}
    write_pinyin("pinyin.txt", ((char, readings[char][:1]) for char in common))
    write_pinyin("pinyin_rare.txt", ((char, readings[char][:1]) for char in readings.keys() - common))
    write_pinyin("pinyin_more.txt", ((char, readings[char][1:]) for char in common))
    write(
        "syllables.txt", [" ".join(sorted({syllable for all_of in readings.values() for syllable in all_of}))]
    )
    simpler = simplified()
    write("simplified.txt", ["".join(sorted(simpler)), "".join(simpler[char] for char in sorted(simpler))])


def toneless(marked: list[str]) -> list[str]:
    """Return the readings without tones, once each, in their order; ü is v, as it is typed."""
    return list(dict.fromkeys(unmarked(reading) for reading in marked))


def unmarked(reading: str) -> str:
    """Return one reading in plain letters: lǜ -> lv."""
    parts = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(char for char in parts if not unicodedata.combining(char))


def in_gb2312(char: str) -> bool:
    """Return whether the character is one of the 6,763 of GB 2312."""
    try:
        return len(char.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def write_pinyin(name: str, pairs: Iterable[tuple[str, list[str]]]) -> None:
    """Write a file of lines `syllable characters`, both in order, so that a new run changes nothing."""
    found = defaultdict(list)
    for char, syllables in pairs:
        for syllable in syllables:
            found[syllable].append(char)
    write(name, [f"{syllable} {''.join(sorted(found[syllable]))}" for syllable in sorted(found)])


def simplified() -> dict[str, str]:
    """Return traditional -> simplified, followed to its end (薴 -> 苧 -> 苎), variants of both coasts included.

    A variant that is also a simplified character of its own (着, 台, 群) keeps its meaning.
    """
    found = dict(opencc_pairs("TSCharacters"))
    targets = set(found.values())
    for standard, variant in [*opencc_pairs("TWVariants"), *opencc_pairs("HKVariants")]:
        if variant not in found and variant not in targets and not in_gb2312(variant):
            found[variant] = standard
    ends = {char: end_of(char, found) for char in found}
    return {char: end for char, end in ends.items() if char != end}


def end_of(char: str, steps: dict[str, str]) -> str:
    """Follow the steps from one character until none is left."""
    while steps.get(char, char) != char:
        char = steps[char]
    return char


def opencc_pairs(name: str) -> Iterable[tuple[str, str]]:
    """Yield the pairs of an OpenCC dictionary of single characters, first choice only."""
    import opencc

    folder = Path(opencc.__file__).parent / "dictionary"
    for line in (folder / f"{name}.txt").read_text("utf-8").splitlines():
        source, targets = line.split("\t")
        yield source, targets.split(" ")[0]


def write(name: str, lines: list[str]) -> None:
    """Write lines as UTF-8 and say how large the file is."""
    text = "\n".join(lines) + "\n"
    (DATA / name).write_text(text, "utf-8", newline="\n")
    print(f"{name}: {len(text.encode())} bytes")


if __name__ == "__main__":
    main()
