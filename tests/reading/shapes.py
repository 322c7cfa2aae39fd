# ruff: noqa: E501 - paragraphs stand on one line
"""Own stories, to be poured into pages in the shape of many publishing systems (the templates in `pages`)."""

from pathlib import Path
from string import Template

PAGES = Path(__file__).parent / "pages"

LOCK = {
    "lang": "en",
    "kicker": "Rivers",
    "headline": "The lock keeper’s last winter on a river that no longer ships",
    "headline_short": "The lock keeper’s last winter",
    "standfirst": "For a century barges climbed the Ora through seven locks. Now one man keeps the gates moving for no one, and the ministry wants to know why.",
    "author": "Hanna Dorval",
    "date": "March 12, 2024",
    "date_iso": "2024-03-12T09:30:00+00:00",
    "caption1": "Ice in the upper chamber of the third lock at Tarn.",
    "credit1": "Ivo Strand",
    "p1": "Every morning at six Matis Orel walks the length of the third lock, lifts the iron cover off the winch and turns it until the gate gives. Nothing passes. The last barge came through in the autumn of 2019.",
    "p2": "“A gate that stands still is a wall,” Orel said. He is 64 years old and has worked on the Ora since he was a boy, first with his father and then, after the company was sold, alone.",
    "heading1": "A ministry without a river",
    "p3": "The transport ministry, which has owned the locks since 1994, cut their budget by 70 percent last year. Its spokeswoman told the council that the money would be better spent on roads, and that nobody had complained.",
    "caption2": "A barge below the Tarn bridge in 1987, when some forty boats a week passed the town.",
    "credit2": "Tarn City Museum",
    "p4": "That is not quite true. In January the mayors of four river towns wrote a letter. They asked for the locks to be kept in working order for another five years, in case the quarry opens again.",
    "heading2": "“Who would learn it?”",
    "p5": "Orel has shown the winch to two apprentices. One of them now drives a bus in the capital, the other has not been seen since the flood. “Who would learn it?” he asks, and puts the cover back on.",
    "first_appeared": "This story first appeared in The Ledger, a weekly newsletter from Northern Post covering the rivers of Europe. Sign up here to get it in your inbox.",
    "tagline": "Slow rivers. Old towns. Every Friday.",
}

BAKERY = {
    "lang": "en",
    "kicker": "Archive",
    "headline": "How a village bakery hid forty years of court files from the state",
    "headline_short": "How a village bakery hid",
    "standfirst": "The papers were meant to be burned. A baker’s daughter kept them dry under sacks of rye, and this spring a historian opened the first of them.",
    "author": "Samir Ledo",
    "date": "7 May 2023",
    "date_iso": "2023-05-07",
    "caption1": "The cellar in Olmany where the files were found in April.",
    "credit1": "Nadia Brusko",
    "p1": "When the district court of Olmany was closed in 1951, an officer ordered its archive to be taken to the brick works and burned. The driver stopped for bread on the way. Nobody knows what the baker said to him.",
    "p2": "What is known is that the truck arrived half empty. For forty years the other half stood in a cellar behind the oven, dry and warm, in sacks that were marked as rye.",
    "heading1": "Three hundred verdicts",
    "p3": "Historian Lev Tarasik has now read the first 300 verdicts. Most are a page long and were copied from one another, he says: the same witness, the same sentence, sometimes the same spelling mistake in the name of a village.",
    "caption2": "A verdict of 1949 with the baker’s thumbprint in flour.",
    "credit2": "Lev Tarasik",
    "p4": "The state archive has asked for the papers back. According to a letter that the family received in March, the files are public property and must be handed over within 90 days.",
    "heading2": "What the daughter wants",
    "p5": "Vera Kolas, who is 81 and still bakes on Saturdays, does not intend to hand over anything. “They had them once,” she says. “They sent them to be burned. I do not see why they should have a second try.”",
    "first_appeared": "This article was first published in The Ledger, a newsletter from Northern Post about what the past keeps. Subscribe to read the next issue.",
    "tagline": "What the past keeps. Twice a month.",
}

MILL = {
    "lang": "ru",
    "kicker": "Общество",
    "headline": "Мельница, которую не смогли продать: зачем деревне старые жернова",
    "standfirst": "Район трижды выставлял мельницу на торги и трижды снимал её с продажи. Теперь жители мелют на ней муку сами и никого не спрашивают.",
    "author": "Ольга Верба",
    "date": "14 марта 2023, 10:15",
    "date_iso": "2023-03-14",
    "caption1": "Мельница в Заречье после ремонта крыши.",
    "credit1": "Иван Ленский",
    "p1": "Мельница в Заречье стоит с 1911 года, и за это время её закрывали четыре раза. В последний раз это случилось осенью 2017 года, когда район решил продать здание вместе с прудом.",
    "p2": "Покупателя не нашлось. «Кому нужна мельница без хлеба?» — спрашивает Николай Гай, который проработал здесь тридцать лет и теперь открывает её по субботам.",
    "heading1": "Три аукциона",
    "p3": "На первый аукцион не пришёл никто, на второй — один человек, который перепутал дверь. Третий отменили за день до начала: выяснилось, что половина пруда принадлежит соседнему району.",
    "caption2": "Жернова, привезённые из Минска в 1911 году.",
    "credit2": "Районный музей",
    "p4": "Тогда жители собрали деньги сами. Крышу починили за лето, жернова подняли за один день, а первую муку раздали всем, кто держал верёвку.",
    "heading2": "Чей это хлеб",
    "p5": "В администрации говорят, что знают о мельнице, но решения по ней пока нет. «Пусть мелют», — сказал глава сельсовета и попросил не называть его имени в газете.",
    "headline_short": "Мельница",
    "first_appeared": "",
    "tagline": "",
}


def page(name: str, story: dict[str, str]) -> str:
    """The template `name` with a story's parts in their places."""
    return Template((PAGES / name).read_text()).safe_substitute(story)
