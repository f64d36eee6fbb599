"""Weekly hours aloud, as each language says them."""

from datetime import time

import pytest

from prompts.spoken_week import week
from tests.support.published import FOURTEEN

WORKDAYS = [([(0, 4)], [(time(11), time(19))])]
TWO_DAYS = [([(1, 1), (5, 5)], [(time(9), time(17))])]

SPOKEN = {  # Monday to Friday, 11 to 19; Tuesday and Saturday, 9 to 17
    "vi": (
        "Thứ Hai đến Thứ Sáu, từ 11 giờ trưa đến 7 giờ tối.",
        "Thứ Ba và Thứ Bảy, từ 9 giờ sáng đến 5 giờ chiều.",
    ),
    "zh": ("星期一到星期五，上午11点到晚上7点。", "星期二和星期六，上午9点到下午5点。"),
    "id": ("Senin sampai Jumat, jam 11 siang sampai jam 7 malam.", "Selasa dan Sabtu, jam 9 pagi sampai jam 5 sore."),
    "fil": (
        "Lunes hanggang Biyernes, alas-onse ng umaga hanggang alas-siyete ng gabi.",
        "Martes at Sabado, alas-nuwebe ng umaga hanggang alas-singko ng hapon.",
    ),
    "en": ("Monday to Friday, 11 AM to 7 PM.", "Tuesday and Saturday, 9 AM to 5 PM."),
    "th": ("วันจันทร์ถึงวันศุกร์, 11 นาฬิกา ถึง 19 นาฬิกา.", "วันอังคารและวันเสาร์, 9 นาฬิกา ถึง 17 นาฬิกา."),
    "km": ("ថ្ងៃច័ន្ទ ដល់ ថ្ងៃសុក្រ, ម៉ោង 11 ព្រឹក ដល់ ម៉ោង 7 យប់.", "ថ្ងៃអង្គារ និង\u200bថ្ងៃសៅរ៍, ម៉ោង 9 ព្រឹក ដល់ ម៉ោង 5 ល្ងាច."),
    "my": (
        "တနင်္လာနေ့ မှ သောကြာနေ့ အထိ, မနက် ၁၁ နာရီ မှ ည ၇ နာရီ အထိ.",
        "အင်္ဂါနေ့နှင့် စနေနေ့, မနက် ၉ နာရီ မှ ညနေ ၅ နာရီ အထိ.",
    ),
    "ja": ("月曜日から 金曜日まで、ごぜん 11時から ごご 7時まで。", "火曜日、土曜日、ごぜん 9時から ごご 5時まで。"),
    "ko": ("월요일부터 금요일까지, 오전 11시부터 오후 7시까지.", "화요일 및 토요일, 오전 9시부터 오후 5시까지."),
    "es": (
        "de lunes a viernes, de las 11 de la mañana a las 7 de la noche.",
        "martes y sábado, de las 9 de la mañana a las 5 de la tarde.",
    ),
    "pt": (
        "de segunda-feira a sexta-feira, das 11 horas às 19 horas.",
        "terça-feira e sábado, das 9 horas às 17 horas.",
    ),
    "ne": (
        "सोमबारदेखि शुक्रबारसम्म, बिहान ११ बजेदेखि बेलुका ७ बजेसम्म.",
        "मङ्गलबार र शनिबार, बिहान ९ बजेदेखि बेलुका ५ बजेसम्म.",
    ),
    "mn": (
        "даваа гарагаас баасан гараг хүртэл, 11 цагаас 19 цаг хүртэл.",
        "мягмар гараг, бямба гараг, 9 цагаас 17 цаг хүртэл.",
    ),
}


@pytest.mark.parametrize("code", FOURTEEN)
def test_a_week_is_said_as_its_speakers_say_it(code: str) -> None:
    assert (week(code, WORKDAYS), week(code, TWO_DAYS)) == SPOKEN[code]


@pytest.mark.parametrize(
    ("clauses", "said"),
    [
        ([], ""),
        ([*WORKDAYS, ([(6, 6)], [(time(9), time(0))])], "Monday to Friday, 11 AM to 7 PM. Sunday, 9 AM to midnight."),
        ([([(0, 2), (4, 4)], [(time(9), time(12)), (time(13), time(17, 30))])],
         "Monday to Wednesday and Friday, 9 AM to noon and 1 PM to 5:30 PM."),
    ],
)  # fmt: skip
def test_groups_of_days_and_times(
    clauses: list[tuple[list[tuple[int, int]], list[tuple[time, time]]]], said: str
) -> None:
    assert week("en", clauses) == said
