"""Puts the figures of `make torture` into the page of what is promised, in every language: python -m tools.make_figures."""

import re
import sys
from pathlib import Path

from tests.trust.rows import ROWS, Figures, figures_in, joined, place

ROOT = Path(__file__).parents[1]
FIGURES = ROOT / "build" / "torture.txt"
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
WORDS = {
    "kills while logging": ("次记录中 kill -9", "次記錄中 kill -9"),
    "kills while importing": ("次导入中 kill -9", "次匯入中 kill -9"),
    "kills while merging": ("次合并中 kill -9", "次合併中 kill -9"),
    "kills while undoing": ("次撤销中 kill -9", "次復原中 kill -9"),
    "kills while migrating": ("次升级中 kill -9", "次升級中 kill -9"),
    "acknowledged": ("次已确认", "次已確認"),
    "lost": ("丢失", "遺失"),
    "half": ("只做了一半", "只做了一半"),
    "passed": ("项通过", "項通過"),
    "generated inputs": ("个随机输入", "個隨機輸入"),
    "random days of commands": ("个随机工作日", "個隨機工作日"),
    "losses of power": ("次断电", "次斷電"),
    "broken": ("损坏", "損壞"),
    "failing writes of add": ("次添加时写入失败", "次新增時寫入失敗"),
    "failing writes of edit": ("次修改时写入失败", "次修改時寫入失敗"),
    "failing writes of import": ("次导入时写入失败", "次匯入時寫入失敗"),
    "failing writes of merge": ("次合并时写入失败", "次合併時寫入失敗"),
    "failing writes of undo": ("次撤销时写入失败", "次復原時寫入失敗"),
    "failing writes of backup": ("次备份时写入失败", "次備份時寫入失敗"),
    "failing writes of migrate": ("次升级时写入失败", "次升級時寫入失敗"),
    "left half": ("只做了一半", "只做了一半"),
    "writes by 8 processes": ("次写入（8 个进程）", "次寫入（8 個行程）"),
    "reads meanwhile": ("次同时读取", "次同時讀取"),
    "locks shown": ("次提示被锁", "次提示被鎖"),
    "seconds the longest wait": ("秒最长等待", "秒最長等待"),
    "spoilt csv files": ("个损坏的 CSV", "個損壞的 CSV"),
    "spoilt xlsx files": ("个损坏的 XLSX", "個損壞的 XLSX"),
    "spoilt vcf files": ("个损坏的 vCard", "個損壞的 vCard"),
    "spoilt jsonl files": ("个损坏的 JSON Lines", "個損壞的 JSON Lines"),
    "taken in": ("个读入", "個讀入"),
    "refused in a sentence": ("个以一句话拒绝", "個以一句話拒絕"),
    "seconds the slowest": ("秒最慢一个", "秒最慢一個"),
    "shown a traceback": ("次显示错误堆栈", "次顯示錯誤堆疊"),
    "fields poisoned": ("个字段填入恶意文字", "個欄位填入惡意文字"),
    "outputs read": ("份输出检查", "份輸出檢查"),
    "did harm": ("份造成危害", "份造成危害"),
    "hostile words typed": ("次键入恶意文字", "次鍵入惡意文字"),
    "files full of hostile words": ("个满是恶意文字的文件", "個滿是惡意文字的檔案"),
    "bodies for robots": ("条机器人消息", "則機器人訊息"),
    "screens over hostile words": ("个屏幕画面", "個螢幕畫面"),
    "moments in a zone": ("个时区时刻", "個時區時刻"),
    "on a wrong day": ("个算错日期", "個算錯日期"),
    "clocks put back": ("次时钟拨回", "次時鐘撥回"),
    "reports in bare surroundings": ("份简陋环境中的报告", "份簡陋環境中的報告"),
}
"""What is counted, in simplified and traditional characters, behind its number."""


def told(figures: Figures, language: str) -> str:
    """Return the figures of a row in a language, as they stand in its cell of the page."""
    at = LANGUAGES.index(language) - 1
    parts = []
    for what, value in figures.items():
        number = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
        parts.append(f"{number} {what}" if at < 0 else f"{number} {WORDS[what][at]}")
    return (", " if at < 0 else "，").join(parts)


def filled(page: str, found: dict[str, Figures], language: str) -> str:
    """Return a page with the figures of each row between its marks, `<!--R1-->…<!--/R1-->`; others stay as they are."""
    for row, figures in found.items():
        text = told(figures, language)
        page = re.sub(
            f"(<!--{row}-->).*?(<!--/{row}-->)", lambda m, t=text: m[1] + t + m[2], page, flags=re.S
        )
    return page


def read(text: str) -> dict[str, Figures]:
    """Return the figures of every row in a file of them; those of several runs are joined."""
    found: dict[str, Figures] = {}
    for line in text.splitlines():
        row, figures = figures_in(line)
        found[row] = joined(found.get(row, {}), figures)
    return dict(sorted(found.items(), key=lambda one: place(one[0])))


def main() -> None:
    """Fill every page there is, and say which rows have no figures."""
    found = read(FIGURES.read_text(encoding="utf-8"))
    for language in LANGUAGES:
        path = ROOT / "docs" / language / "trust.md"
        if path.exists():
            path.write_text(filled(path.read_text(encoding="utf-8"), found, language), encoding="utf-8")
    if missing := set(ROWS) - set(found):
        sys.exit(f"no figures of {', '.join(sorted(missing, key=place))}")


if __name__ == "__main__":
    main()
