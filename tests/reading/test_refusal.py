import pytest

from beetroot.reading import NotAStory, ReadingError, read

SIGN_IN = """<html><body><h1>Sign in</h1><form><p>Enter your username and password to go on to your account here.</p>
<label>Username</label><input><label>Password</label><input type=password><a>Forgot password?</a><button>Log in</button>
</form></body></html>"""

SENTENCE = "The ferry stopped in March, and nobody on the river knew why it had. "


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("", "empty"),
        (" \n\t\n ", "empty"),
        (b"%PDF-1.7 \x00\x01\x02", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "picture"),
        (b"\x00\x01\x02\x03" * 500, "binary"),
        ("\n".join(str(n * 37) for n in range(200)), "figures"),
        ("name,age,town\nAnn,31,Lida\nBo,44,Brest\nCy,29,Minsk\nDi,50,Orsha\n", "table"),
        ('{"a": {"title": "x"}, "b": "some words that are here", "c": [1, 2]}', "JSON"),
        ("import os\n\ndef main():\n    x = os.getcwd()\n    print(x)\n    return x\n", "code"),
        ("Home\nNews\nAbout\nContact\n", "paragraph"),
        (SIGN_IN, "sign-in|paragraph"),
    ],
)
def test_a_file_that_is_no_story_is_refused_with_the_reason(source, word):
    with pytest.raises(NotAStory, match=word):
        read(source)


def test_a_date_that_is_none_is_refused_in_words():
    with pytest.raises(ReadingError, match="YYYY-MM-DD"):
        read(SENTENCE * 3, published="soon")


def test_old_encodings_are_read():
    russian = "Мэр города заявил во вторник, что мост через реку будет построен уже в этом году. " * 3
    assert read(russian.encode("windows-1251")).language == "ru"
    assert "“" in read(("“Well,” she said, and the long meeting was over at last. " * 3).encode("windows-1252")).text
