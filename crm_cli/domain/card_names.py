"""What a piece of a business card's text is: a firm, a person, a title, a department, an address."""

import re
from functools import lru_cache
from typing import NamedTuple

from crm_cli.domain import card_words
from crm_cli.domain.folding import fold

_HAN = r"\u3400-\u9fff"
_ADDRESS_STRONG = "大厦|大廈|广场|廣場|大楼|大樓|商厦|商廈|写字楼|寫字樓|科技园|科技園|产业园|產業園|工业园|工業園|工业区|工業區|创意园|創意園|花园|花園|大道|开发区"
_ADDRESS = (
    rf"[{_HAN}](?:路|街|巷|弄|里)|道[\u4e00-\u9fff東西南北中]?\d|[{_HAN}]道(?:[东西南北中東])?(?:\d|$|[一二三四五六七八九十]段)|\d[ ]?(?:号|號|楼|樓|层|層|室|座|栋|幢|房|弄|巷|F)"
    rf"|(?:省|市|县|縣).*(?:区|區|镇|鎮|乡|村)|^(?:中国|中國|[{_HAN}]{{2,3}}省)?[{_HAN}]{{2,3}}市[{_HAN}]{{1,4}}[区區]|[{_HAN}]{{2,}}(?:镇|鎮|乡|村)$|^[A-Z\d]{{1,3}}[座栋]"
)
_LATIN_ADDRESS = (
    r"\b(?:Road|Rd|Street|St|Avenue|Ave|Lane|Drive|Boulevard|Blvd|Highway|Building|Bldg|Tower|Floor|Plaza|Cent(?:re|er)|Mansion|House|"
    r"Room|Rm|Suite|Unit|Flat|Block|District|Dist|Province|P\.?R\.?(?:China|C\.?)|Hong Kong|H\.?K\.?|Kowloon|New Territories|N\.?T|Macau|"
    r"Taiwan|China|Zone|Estate|Square|Court|Guangzhou|Shenzhen|Shanghai|Beijing|Dongguan|Foshan|Taipei|Kaohsiung|Taichung|Singapore|"
    r"Sec|Section \d|Industrial Park|Science Park|Lu|Jie|Guangdong|Zhejiang|Jiangsu)\b\.?|\b\d{1,3}[A-Z]?/?F\b|\d(?:st|nd|rd|th) (?:Fl|F)"
)
_FORM = "(?:有限|股份|集团|集團)*公司"
_WORD = r"[A-Z][A-Za-z'’\-]*\.?"
_LATIN_PERSON = rf"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Ir)\.? )?{_WORD}(?:[ ,]{{1,2}}(?:\(?{_WORD}\)?)){{1,3}}"


class Piece(NamedTuple):
    """A piece of text and what it is: company, person, title, department, address, or '' for nobody knows."""

    kind: str
    text: str


def read_line(line: str) -> list[Piece]:
    """Return what a line of a card, without its numbers, holds; what it cannot tell has no kind."""
    found: list[Piece] = []
    for part in re.split(r"[\t|;\0·•◆●■★※]+", line):
        for run in _runs(part.strip(" ,/、-:")):
            for piece in _read_run(run, found):
                # 统一编号 12345678: figures that nobody knows stay with the word before them.
                if not piece.kind and found and not found[-1].kind and not re.search(r"[^\W\d_]", piece.text):
                    found[-1] = Piece("", f"{found[-1].text} {piece.text}")
                else:
                    found.append(piece)
    return found


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, an English address that goes on after its comma as one."""
    found: list[str] = []
    for line in text.split("\n"):
        last = found[-1].rstrip(" \t\0") if found else ""
        if last.endswith(",") and line.strip() and re.search(_LATIN_ADDRESS, last, re.IGNORECASE):
            found[-1] = f"{last} {line.strip()}"
        else:
            found.append(line)
    return found


def _runs(part: str) -> list[str]:
    """Cut at spaces between Chinese words, and where Chinese and Latin words stand beside each other."""
    words = _joined_names(re.split(r"\s+", part))
    found: list[str] = []
    latin = False
    for word in words:
        is_latin = not re.search(f"[{_HAN}]", word)
        # ABC 有限公司 is one name, Sales Manager 有限公司 is none.
        is_form = re.fullmatch(_FORM, word) and found and not re.search(card_words.LATIN_TITLE, found[-1])
        if found and latin and (is_latin or is_form):
            found[-1] += f" {word}"
        elif word:
            found.append(word)
        latin = is_latin
    return found


def _joined_names(words: list[str]) -> list[str]:
    """Join single characters that are set apart (王 大 明), and a legal form that stands alone, to one word."""
    found: list[str] = []
    single = False
    for word in words:
        is_single = bool(re.fullmatch(f"[{_HAN}]", word))
        if (is_single and single and len(found[-1]) < 12) or (
            found
            and re.fullmatch(r"(?:有限|股份|集团|集團)*公司|\([^()]+\)(?:有限公司)?", word)
            and re.search(f"[{_HAN}]", found[-1])
        ):
            found[-1] += word
        else:
            found.append(word)
        single = is_single
    return found


def _read_run(run: str, before: list[Piece]) -> list[Piece]:
    if not re.search(f"[{_HAN}]", run):
        return _read_latin(run, before)
    if len(parts := [part for part in re.split(r"[,/、](?![\dA-Z])", run) if part]) > 1 and "address" not in {
        _han_kind(part) for part in parts
    }:
        return [piece for part in parts for piece in _read_han(part)]
    return _read_han(run)


def _read_han(word: str) -> list[Piece]:
    word = word.strip(" ,/、-:.")
    if not word:
        return []
    if pieces := _name_and_title(word):
        return pieces
    if (both := re.fullmatch(rf"([{_HAN}]{{2,4}})[ (]*({_LATIN_PERSON}|{_WORD})[)]*", word)) and is_person(
        both[1]
    ):
        return [Piece("person", both[1]), Piece("person", both[2].strip("() "))]
    return [Piece(_han_kind(word), word)]


def _han_kind(word: str) -> str:
    if re.search(rf"(?:{card_words.FIRM_ENDS})(?:[(][^()]*[)])?$", word) and not re.search(
        r"\d+[号號]", word
    ):
        return "company"
    if re.search(_ADDRESS_STRONG, word) or (len(word) > 2 and re.search(_ADDRESS, word)):
        return "address"
    if re.fullmatch(card_words.DEPARTMENT, word):
        return "department"
    # 業務 is what a card in Taiwan calls who sells.
    if _title().fullmatch(word) or (re.search(rf"{card_words.TITLE_END}$", word) and len(word) <= 14):
        return "title"
    if is_person(word):
        return "person"
    return "company" if re.search("公司|集团|集團", word) and not re.search(r"\d+[号號]", word) else ""


def is_person(word: str) -> bool:
    """Say whether Chinese characters can be somebody's name: a family name, and one or two more."""
    if not re.fullmatch(f"[{_HAN}]{{2,4}}", word):
        return False
    for honorific in card_words.HONORIFICS:
        if word.endswith(honorific) and card_words.begins_with_family(fold(word)):
            return True
    name = fold(word)
    family = card_words.begins_with_family(name)
    # 陈黄淑芬 has the names of both families.
    married = len(name) == 4 and card_words.common_families().issuperset(name[:2])
    return bool(family) and (1 <= len(name) - family <= 2 or married)


@lru_cache(maxsize=1)
def _title() -> re.Pattern[str]:
    return re.compile(card_words.TITLE)


def _name_and_title(word: str) -> list[Piece]:
    """Return the parts of 王丽采购经理, 采购经理王丽, 市场部经理 and 王经理; [] where it is none of these."""
    bare = re.sub(r"[ :]", "", word)
    honorific = next((one for one in card_words.HONORIFICS if bare.endswith(one)), "")
    if honorific and is_person(rest := bare.removesuffix(honorific)):
        return [Piece("person", rest)]
    unit = re.fullmatch(rf"({card_words.DEPARTMENT})({card_words.TITLE})", bare)
    if unit and (not _title().fullmatch(bare) or "部" in unit[1]):
        return [Piece("department", unit[1]), Piece("title", unit[2])]
    if _title().fullmatch(bare):
        return []
    for size in (2, 3, 4):
        head, tail = bare[:size], bare[size:]
        if tail and is_person(head) and _is_post(tail):
            return [Piece("person", head), *_post(tail)]
        head, tail = bare[:-size], bare[-size:]
        if size < 4 and head and is_person(tail) and _is_post(head) and not _is_post(tail):
            return [*_post(head), Piece("person", tail)]
    if card_words.begins_with_family(fold(bare)) == 1 and _title().fullmatch(bare[1:]) and len(bare) <= 4:
        return [Piece("person", bare), Piece("title", bare[1:])]
    return []


def _is_post(text: str) -> bool:
    return bool(_title().fullmatch(text) or re.fullmatch(rf"{card_words.DEPARTMENT}{card_words.TITLE}", text))


def _post(text: str) -> list[Piece]:
    if not _title().fullmatch(text) and (
        unit := re.fullmatch(rf"({card_words.DEPARTMENT}?)({card_words.TITLE})", text)
    ):
        return [Piece("department", unit[1]), Piece("title", unit[2])]
    return [Piece("title", text)]


def _read_latin(run: str, before: list[Piece]) -> list[Piece]:
    run = run.strip(" ,/-:")
    if re.fullmatch(r"\([^()]*\)", run):
        run = run[1:-1]
    if len(parts := re.split(r" / ", run)) > 1:
        return [piece for part in parts for piece in _read_latin(part, before)]
    if not re.search(r"[A-Za-z\d]", run):
        return []
    if not re.search("[A-Za-z]{2}", run):
        in_address = bool(before) and before[-1].kind == "address"
        return [Piece("address" if in_address else "", run)]
    if carved := _carve_firm(run):
        return carved
    parts = [part.strip() for part in re.split(r",|\s/\s", run) if part.strip()]
    if len(parts) == 1:
        return _read_phrase(run)
    return _together([piece for part in parts for piece in _read_phrase(part)])


def _carve_firm(run: str) -> list[Piece]:
    """Return the firm that ends in a legal form, and what is before and behind it; [] where there is none."""
    found = re.search(rf"\b{card_words.LATIN_FIRM}", run)
    if found is None or not found.start():
        return []
    while (
        more := re.match(rf"[ ,]*(?:\([^()]*\)[ ,]*)?{card_words.LATIN_FIRM}", run[found.end() :])
    ) is not None:
        found = re.search(rf"{re.escape(run[found.start() : found.end()])}{re.escape(more[0])}", run)
        if found is None:
            return []
    end = found.end()
    if aside := re.match(r" ?\([^()]*\)", run[end:]):
        end += aside.end()
    firm, rest = run[:end], run[end:].strip(" ,")
    # Who is named before the firm is parted from it by a comma: David Chen, Manager, ABC Trading Co., Ltd.
    head, comma, last = firm[: found.start()].rpartition(",")
    before = _read_latin(head, []) if comma and len(last.strip()) > 1 else []
    firm = f"{last}{firm[found.start() :]}".strip() if before else firm
    return [*before, Piece("company", firm), *(_read_latin(rest, []) if rest else [])]


def _read_phrase(part: str) -> list[Piece]:
    if re.search(_LATIN_ADDRESS, part, re.IGNORECASE) and (
        re.search(r"\d", part) or not re.search(card_words.LATIN_TITLE, part)
    ):
        return [Piece("address", part)]
    if re.search(card_words.LATIN_TITLE, part, re.IGNORECASE):
        return _carve_title(part)
    if re.search(rf"{card_words.LATIN_DEPARTMENT}", part):
        return [Piece("department", part)]
    if re.search(card_words.LATIN_FIRM_HINT, part, re.IGNORECASE):
        return [Piece("company", part)]
    if re.fullmatch(_LATIN_PERSON, part):
        return [Piece("person", part)]
    return [Piece("", part)]


def _carve_title(part: str) -> list[Piece]:
    """Return a name of two or three words before a title, where there is one: David Chen Sales Manager."""
    words = part.split(" ")
    told = [
        bool(re.search(rf"{card_words.LATIN_TITLE}|{_LATIN_POST}", word, re.IGNORECASE)) for word in words
    ]
    first = told.index(True) if True in told else len(words)
    name = " ".join(words[:first]).strip(" -,")
    if (
        2 <= first <= 4
        and re.fullmatch(_LATIN_PERSON, name)
        and not re.search(card_words.LATIN_FIRM_HINT, name)
    ):
        return [Piece("person", name), Piece("title", " ".join(words[first:]))]
    return [Piece("title", part)]


_LATIN_POST = (
    r"^(?:General|Deputy|Vice|Senior|Sr|Junior|Jr|Managing|Regional|Area|Key|Account|Business|Project|Product|Human|Resources?|HR|"
    r"Finance|Financial|Admin|Administrative|Administration|Office|Operations?|Technical|Procurement|Procuring|Commercial|Export|Import|Store|Shop|"
    r"Executive|Assistant|Customer|Service|Quality|Production|Creative|Art|Brand|Event|National|South|North|East|West|Corporate|Legal|IT|PR|R&D|China|Asia|Global|Group|Country|Client|Overseas|Logistics|Software|Design|Personal)\b"
)


def _together(pieces: list[Piece]) -> list[Piece]:
    """Join the parts of an address that commas part, with what nobody knows between them."""
    found: list[Piece] = []
    places = [place for place, piece in enumerate(pieces) if piece.kind == "address"]
    if not places:
        return pieces
    first, last = places[0], places[-1]
    for place, piece in enumerate(pieces):
        between = first < place <= last and piece.kind in {"address", "", "person"}
        near = place > last and piece.kind in {"", "address"}
        if (between or near) and found and found[-1].kind == "address":
            found[-1] = Piece("address", f"{found[-1].text}, {piece.text}")
        else:
            found.append(piece)
    return found
