"""The chapter of the community: four groups, topics in four languages, an accepted answer, a private conversation.

What is asked here is asked in the real network: who keeps a register of skills, who holds the cash box of a savings
group with two shores, how a mission of volunteers is prepared. All that is said is invented.
"""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from m4d.languages import actions as languages

from . import actions
from .choices import Access, TopicKind
from .models import Post

REGISTER = [
    ("officer", "fr", None,
     "Entre mars et septembre, 212 personnes sont revenues dans notre commune. Beaucoup ont un métier : soudure, "
     "restauration, soins. Nous n’avons pas de registre. Le service de l’emploi dit que c’est à nous de le tenir, la "
     "préfecture dit que c’est à lui.\n\n**Qui tient le registre chez vous, et les gens sont-ils d’accord pour y "
     "figurer ?**"),
    ("diaspora", "fr", None,
     "De ce côté-ci, on nous demande avant le voyage si la mairie « aura leur nom ». Certains en ont peur. Nous "
     "conseillons de ne demander que le métier et le village, et de laisser chacun décider s’il ajoute un numéro de "
     "téléphone."),
    ("officer", "fr", 2, "C’est une bonne règle. Votre association relirait-elle le formulaire avant l’impression ?"),
    ("applicant", "en", None,
     "We keep it in the public employment office because people go there anyway. Three rules helped:\n\n"
     "1. Signing up is free and can be undone at any time.\n"
     "2. The list is never shared by name. Employers see trades and villages, then we call the person.\n"
     "3. Every entry is checked again after six months, or removed.\n\n"
     "About 4 in 10 people on the list found work or started something in the first year."),
    ("assessor", "en", None,
     "One caution: a register kept by police or prefecture changes what people say. In three of the five places that "
     "we "
     "compared, sign-up halved."),
    ("partner", "es", 4,
     "En Turín preguntamos lo mismo al salir: oficio, certificados y lugar de regreso. Si la oficina de allí acepta "
     "una "
     "ficha firmada por la persona, el registro empieza antes del viaje."),
    ("learner", "ar", None,
     "عندنا يحتفظ مكتب الشباب في الجماعة بالسجل. لا نسأل عن الأوراق ولا عن سبب العودة، بل عن الحرفة والقرية فقط. "
     "منذ أن كتبنا ذلك على الباب صار الناس يأتون من تلقاء أنفسهم."),
]  # fmt: skip
"""Who says it, in which language, which number it answers, and the words."""

SAVINGS = [
    ("partner", "es", None,
     "Cuarenta familias en Turín ahorran juntas para una panadería en su pueblo. La mitad del dinero está aquí y la "
     "otra "
     "mitad allá. ¿Quién guarda la caja cuando hay dos orillas?"),
    ("second.assessor", "fr", None,
     "Deux caisses, deux signatures et un seul cahier, photographié chaque mois. Ce qui compte n’est pas l’endroit "
     "où dort "
     "l’argent, mais qui peut le compter."),
    ("applicant", "en", 2,
     "Same here. We add one rule: whoever holds the key never writes the book. It cost us nothing and ended the "
     "quarrels."),
    ("author", "en", None,
     "Before the bakery, compare fees: sending once a quarter instead of every week saved our groups a third of what "
     "they "
     "had paid."),
]  # fmt: skip

MISSION = [
    ("diaspora", "fr", None,
     "Huit infirmières de l’Isère veulent passer trois semaines au centre de santé de Kédougou. La dernière mission a "
     "laissé du matériel que personne n’entretient. Comment préparer celle-ci pour qu’elle laisse un savoir-faire ?"),
    ("officer", "fr", 1,
     "Commencez par ce que le centre demande, pas par ce que vous pouvez apporter. Nous avons une liste signée par "
     "l’infirmier-chef : deux gestes à enseigner, un appareil à réparer."),
    ("assessor", "en", 2,
     "Ask who will teach it again after you have left, and train that person first. Missions with a named successor "
     "were "
     "still in use two years later; the others were not."),
    ("learner", "ar", None,
     "اتفقوا قبل السفر على من يحتفظ بقطع الغيار ومن يدفع ثمنها. عندنا كان هذا السؤال أهم من كل التدريب."),
]  # fmt: skip

GROUPS = {
    "return": ("facilitator", "en", Access.PUBLIC, ["return", "capacities"], "Return and reintegration",
               "For people who work with those who come back: registers, desks, first jobs, first months."),
    "savings": ("facilitator", "en", Access.MEMBERS, ["remittances"], "Money sent home, saved together",
                "Savings groups, fees, joint projects. We speak of amounts and rules, not of who earns what."),
    "skills": ("facilitator", "fr", Access.PUBLIC, ["capacities", "communities"], "Compétences des diasporas",
               "Missions, jumelages, bénévoles : comment un savoir-faire voyage et reste."),
    "desks": ("programme", "en", Access.RESTRICTED, ["local-governance"], "Migration desks of town halls",
              "Officers of town halls compare forms, budgets and cases. Ask to join with the name of your town hall."),
}  # fmt: skip


def tell(story) -> None:
    """Groups open, people ask and answer, one answer is accepted, two write in private."""
    now, people = timezone.now(), story.people
    for code, (who, language, access, themes, name, purpose) in GROUPS.items():
        story.things[f"group {code}"] = actions.open_group(
            by=people[who], name=name, purpose=purpose, language=language, access=access, themes=themes,
            at=now - timedelta(days=60),
        )  # fmt: skip
    _members(story, now - timedelta(days=55))
    register = _topic(story, "return", "Compétences des personnes de retour : qui tient le registre ?", REGISTER,
                      at=now - timedelta(days=20))  # fmt: skip
    languages.add_human_version(
        register, "title", "en", "Returnees’ skills: who keeps the register?", by=people["moderator"]
    )
    _answered(story, register, now)
    _file(story, register, at=now - timedelta(days=20))
    _topic(story, "savings", "Dos orillas, una caja: ¿quién la guarda?", SAVINGS, at=now - timedelta(days=12))
    _topic(story, "skills", "Préparer une mission de bénévoles qui laisse un savoir-faire", MISSION,
           at=now - timedelta(days=9))  # fmt: skip
    _changed(story, now - timedelta(days=6))
    _desks(story, now)
    _in_private(story, now)


def _file(story, topic, *, at) -> None:
    """The form of the register, as the office uses it."""
    form = "métier;années de pratique;village;date de l’entretien\nsoudure;6;Bandafassi;2026-09-14\n"
    file = ContentFile(form.encode(), name="fiche-registre.csv")
    actions.attach(topic.posts.get(number=1), [file], by=story.people["officer"], at=at)


def _members(story, at) -> None:
    joined = {
        "return": ("officer", "diaspora", "applicant", "learner", "assessor"),
        "savings": ("partner", "applicant"),
        "skills": ("diaspora", "officer"),
    }
    for code, people in joined.items():
        for person in people:
            actions.join_group(story.things[f"group {code}"], by=story.people[person], at=at)


def _topic(story, code: str, title: str, posts: list, *, at):
    (who, language, _none, text), *replies = posts
    topic = actions.start_topic(
        story.things[f"group {code}"], by=story.people[who], title=title, text=text, language=language,
        kind=TopicKind.QUESTION, at=at,
    )  # fmt: skip
    for number, (who, language, answers, text) in enumerate(replies, 1):
        above = Post.objects.get(topic=topic, number=answers) if answers else None
        actions.write_post(topic, by=story.people[who], text=text, language=language, in_reply_to=above,
                           at=at + timedelta(days=number))  # fmt: skip
    topic.refresh_from_db()
    story.things[f"topic {code}"] = topic
    return topic


def _answered(story, topic, now) -> None:
    people = story.people
    posts = {post.number: post for post in Post.objects.filter(topic=topic)}
    actions.accept_answer(topic, posts[4], by=people["officer"], at=now - timedelta(days=10))
    for number, finders in {1: ("diaspora", "applicant", "learner"), 4: ("officer", "learner", "partner", "assessor"),
                            5: ("officer", "diaspora")}.items():  # fmt: skip
        for finder in finders:
            actions.mark_useful(posts[number], by=people[finder], at=now - timedelta(days=8))
    actions.write_summary(
        topic, by=people["facilitator"], language="en", at=now - timedelta(days=7),
        text="Keep the register where people already go, usually the employment office. Ask for trade and village, "
             "not "
             "more. Let people leave the list. Keep police out of it.",
    )  # fmt: skip
    languages.add_human_version(
        posts[1], "text", "en",
        "Between March and September, 212 people came back to our municipality. Many have trades: welding, catering, "
        "care. "
        "We have no register. The employment service says it is ours to keep, the prefecture says it is theirs.\n\n"
        "**Who keeps the register where you are, and do people agree to be on it?**",
        by=people["officer"],
    )  # fmt: skip
    actions.keep_post(posts[4], by=people["officer"], at=now - timedelta(days=8))
    actions.save_draft(f"topic-{topic.pk}", by=people["officer"], at=now - timedelta(days=1),
                       text="Merci à tous. Nous commençons lundi avec le service de l’emploi, et")  # fmt: skip


def _desks(story, now) -> None:
    people, group = story.people, story.things["group desks"]
    actions.add_member(group, by=people["programme"], person=people["officer"], at=now - timedelta(days=50))
    actions.join_group(group, by=people["learner"], at=now - timedelta(days=2),
                       text="أعمل في مكتب الهجرة بجماعتنا وأريد مقارنة النماذج.")  # fmt: skip
    topic = actions.start_topic(
        group, by=people["officer"], title="One page that asks for no papers", language="en", kind=TopicKind.TALK,
        text="Our form has nine questions, and none about papers. Which of them would you drop?",
        at=now - timedelta(days=5),
    )  # fmt: skip
    actions.write_post(topic, by=people["programme"], language="en", at=now - timedelta(days=4),
                       text="The date of birth. The age group is enough for everything that you count.")  # fmt: skip
    story.things["topic desks"] = topic


def _in_private(story, now) -> None:
    people = story.people
    talk = actions.start_conversation(
        by=people["diaspora"], others=[people["officer"]], title="Le formulaire", language="fr",
        text="Bonjour, je vous ai relu le formulaire. Deux remarques, je préfère vous les dire ici.",
        at=now - timedelta(days=3),
    )  # fmt: skip
    actions.write_post(talk, by=people["officer"], language="fr", at=now - timedelta(days=2),
                       text="Merci ! Dites-moi, je corrige avant l’impression de lundi.")  # fmt: skip
    actions.write_post(talk, by=people["diaspora"], language="fr", at=now - timedelta(days=1),
                       text="La question 6 fait peur : remplacez « pourquoi » par « quand ».")  # fmt: skip


def _changed(story, at) -> None:
    """The officer says more clearly what was meant; that it was changed is seen, how it read before by the officer."""
    officer = story.people["officer"]
    post = Post.objects.get(topic=story.things["topic skills"], author=officer)
    actions.edit_post(post, by=officer, version=post.version, at=at, text=f"{post.text} Nous vous l’envoyons demain.")
