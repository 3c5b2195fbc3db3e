"""What is said on the phone of the sample firm, as Markdown with fields, and the sound of a recording."""

from __future__ import annotations

import io
import wave

SCRIPTS = {
    "话术_年会礼品.md": """\
# 开场

您好，{姓}{职务}，我是{我司}的{业务员}，做年会和春节礼品的。只占您一分钟，可以吗？

> 前台问有什么事：“年会礼品的样册到了，想请{联系人}定一下寄到哪个部门。”

# 问清四件事

- 今年**{场合}**办不办？大概什么时候用（记录：{使用日期}）
- 多少份（记录：{数量}），每份预算多少（记录：{预算}）
- 现在用谁家的（记录：{供应商}），哪里不满意
- 谁定、谁提意见、谁去办：三个名字都要

# 往下走

1. 有需求、有时间：**约见面**，“周三上午十点还是下午三点，我带两款样品过去？”
2. 有需求、没时间：约好回电的钟点，当场记下。
3. 还没想好：加微信，发电子样册，三天后再打。

# 结束

谢谢{姓}{职务}。我把今天说的记下来，到时再打给您。
""",
    "話術_尾牙禮品.md": """\
# 開場

{姓}{職稱}您好，我是{我司}的{業務員}。我們替台商做尾牙禮品與抽獎獎品，報價含稅、可寄到廠區。

# 先問

- 今年**尾牙**或春酒訂在哪一天（紀錄：{使用日期}）
- 人數與份數（紀錄：{數量}），一份的預算（紀錄：{預算}）
- 由總公司統一採購，還是大陸這邊自己辦
- 目前的供應商（紀錄：{供應商}），交期準不準

# 約下一步

1. 要型錄：加 LINE 或微信，當天寄電子型錄。
2. 要樣品：問清楚收件人與**統一編號**，寄兩款。
3. 要報價：三檔價位，註明交期與運費。

# 收尾

謝謝您，{聯絡人}。我{今天}把型錄寄出，收到後再請您過目。
""",
}
RATE, TENTHS = 8000, 8


def ringing() -> bytes:
    """Return the sound of a telephone that rings, 0.8 seconds: whole numbers, so the same bytes everywhere."""
    period = RATE // 425 + 1
    wave_form = [128 + (period // 2 - abs(place - period // 2)) * 6 - 30 for place in range(period)]
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(RATE)
        sound.writeframes(bytes(wave_form[place % period] for place in range(RATE * TENTHS // 10)))
    return out.getvalue()
