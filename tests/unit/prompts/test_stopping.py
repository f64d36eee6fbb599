"""STOP in more words than one."""

import pytest

from prompts import Command, load_recogniser

RECOGNISER = load_recogniser()

ASKED = {
    None: [
        "Please stop sending text reminders",
        "unsubscribe me please",
        "I want to unsubscribe",
        "Don't text me anymore",
        "dont send me messages",
        "do not send me any more messages",
        "no more texts please",
        "remove me from your list",
        "Hi, can you please stop texting me? Thank you",
        "Please stop texting me. My boss reads my phone",
        "cancel reminders",
        "opt me out",
    ],
    "vi": [
        "dừng tin nhắn",
        "Vui lòng dừng gửi tin nhắn",
        "đừng gửi tin nhắn cho tôi nữa",
        "Làm ơn dừng lại",
        "hủy đăng ký",
        "không muốn nhận tin nhắn nữa",
        "dung gui tin nhan nua",
        "dừng sms",
        "stop tin nhắn",
    ],
    "zh": ["请停止发送短信", "不要再给我发短信了", "退订短信", "取消订阅", "别再发短信了", "請停止發送簡訊"],
    "id": [
        "tolong berhenti kirim sms",
        "jangan kirim pesan lagi",
        "hentikan pesan ini",
        "stop sms dong",
        "berhenti berlangganan",
    ],
    "fil": ["itigil ang text", "pakitigil po ang pag-text", "huwag na po kayong magpadala ng text", "ayoko na ng text"],
    "th": ["หยุดส่งข้อความ", "กรุณาหยุดส่งข้อความครับ", "ยกเลิกข้อความ", "ไม่ต้องส่งข้อความมาแล้ว", "หยุดส่ง sms"],
    "km": ["ឈប់ផ្ញើសារ", "សូម\u200bឈប់\u200bផ្ញើ\u200bសារ", "កុំផ្ញើសារមកខ្ញុំទៀត", "បញ្ឈប់សារ"],
    "my": ["စာတိုမပို့ပါနဲ့", "မက်ဆေ့ခ်ျ ရပ်ပါ", "SMS ရပ်ပေးပါ", "ကျေးဇူးပြုပြီး စာမပို့ပါနဲ့တော့"],
    "ja": [
        "配信停止",
        "配信停止お願いします",
        "メッセージを停止してください",
        "もう送らないでください",
        "通知を止めて",
        "SMSを止めてください",
    ],
    "ko": ["문자 그만 보내주세요", "문자 보내지 마세요", "메시지 수신 거부", "알림 꺼주세요"],
    "es": [
        "no me manden más mensajes",
        "por favor dejen de enviarme mensajes",
        "cancelar mensajes",
        "pare de enviar mensajes",
    ],
    "pt": [
        "não me mandem mais mensagens",
        "por favor parem de mandar mensagens",
        "nao envie mais mensagens",
        "descadastrar",
    ],
    "ne": ["सन्देश नपठाउनुहोस्", "कृपया सन्देश पठाउन बन्द गर्नुहोस्", "SMS बन्द गर्नुहोस्", "मलाई सन्देश चाहिँदैन"],
    "mn": ["мессеж бүү явуул", "мессежээ зогсооно уу", "мэдэгдлийг зогсоо", "мессеж илгээхээ болино уу"],
}
NOT_ASKED = [
    "They stopped my pay, English please",
    "my boss stopped my salary",
    "Stop my boss from hitting me",
    "stop work",
    "The company stopped sending me salary messages",
    "Why did you stop sending me reminders?",
    "don't stop sending messages",
    "I can't stop crying, please text me",
    "I got a message from my boss to stop coming",
    "cancel my contract",
    "remind me when it opens",
    "công ty dừng trả lương",
    "tôi muốn dừng hợp đồng",
    "Đừng dừng tin nhắn",
    "公司停止发工资",
    "要不要发短信",
    "saya mau berhenti kerja",
    "gusto kong huminto sa trabaho",
    "อยากหยุดทำงาน",
    "เตือนฉันเมื่อเปิด",
    "ខ្ញុំចង់ឈប់ធ្វើការ",
    "အလုပ်ရပ်ချင်တယ်",
    "仕事をやめたい",
    "やめたいのでメールで相談したい",
    "メッセージを止めないで",
    "일을 그만두고 싶어요",
    "문자를 보내지 못해요",
    "quiero parar de trabajar",
    "a empresa parou de pagar",
    "तलब बन्द भयो",
    "цалин зогссон",
]


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in ASKED.items() for text in texts])
def test_a_request_to_stop_is_understood(code: str | None, text: str) -> None:
    word = RECOGNISER.recognise(text)
    assert (word.command, word.language) == (Command.STOP, code)


@pytest.mark.parametrize("text", NOT_ASKED)
def test_a_sentence_about_something_else_stops_nothing(text: str) -> None:
    assert RECOGNISER.recognise(text).command is not Command.STOP
