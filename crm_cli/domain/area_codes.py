"""Area codes of Chinese cities, for numbers that were written down without one."""

_CODES = """
010 北京 beijing
020 广州 廣州 guangzhou
021 上海 shanghai
022 天津 tianjin
023 重庆 重慶 chongqing
024 沈阳 瀋陽 shenyang
025 南京 nanjing
027 武汉 武漢 wuhan
028 成都 chengdu
029 西安 xian xi'an
0311 石家庄 石家莊 shijiazhuang
0351 太原 taiyuan
0371 郑州 鄭州 zhengzhou
0411 大连 大連 dalian
0431 长春 長春 changchun
0451 哈尔滨 哈爾濱 harbin
0471 呼和浩特 hohhot
0510 无锡 無錫 wuxi
0512 苏州 蘇州 suzhou
0513 南通 nantong
0516 徐州 xuzhou
0519 常州 changzhou
0531 济南 濟南 jinan
0532 青岛 青島 qingdao
0535 烟台 煙台 煙臺 yantai
0536 潍坊 濰坊 weifang
0551 合肥 hefei
0571 杭州 hangzhou
0573 嘉兴 嘉興 jiaxing
0574 宁波 寧波 ningbo
0575 绍兴 紹興 shaoxing
0577 温州 溫州 wenzhou
0579 金华 金華 义乌 義烏 jinhua yiwu
0591 福州 fuzhou
0592 厦门 廈門 xiamen
0595 泉州 quanzhou
0731 长沙 長沙 changsha
0752 惠州 huizhou
0754 汕头 汕頭 shantou
0755 深圳 shenzhen
0756 珠海 zhuhai
0757 佛山 foshan
0758 肇庆 肇慶 zhaoqing
0759 湛江 zhanjiang
0760 中山 zhongshan
0769 东莞 東莞 dongguan
0750 江门 江門 jiangmen
0763 清远 清遠 qingyuan
0771 南宁 南寧 nanning
0791 南昌 nanchang
0851 贵阳 貴陽 guiyang
0871 昆明 kunming
0891 拉萨 拉薩 lhasa
0898 海口 三亚 三亞 haikou sanya
0931 兰州 蘭州 lanzhou
0951 银川 銀川 yinchuan
0971 西宁 西寧 xining
0991 乌鲁木齐 烏魯木齊 urumqi
"""


def city_names() -> frozenset[str]:
    """Return every way in which the cities of the plan are written here."""
    return frozenset(name for line in _CODES.split("\n") for name in line.split()[1:])


def area_code_of(city: str) -> str:
    """Return the area code of a mainland city, trunk 0 included (`广州市`, `廣州`, `Guangzhou` -> `020`).

    The codes are those of the national numbering plan (YD/T 1126); an unknown city gives an empty string.
    """
    name = city.strip().lower().removesuffix("市")
    for line in _CODES.split("\n"):
        code, _space, names = line.partition(" ")
        if name and name in names.split():
            return code
    return ""
