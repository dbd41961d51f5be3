"""Pictures on their way to the press: what kind of plate each becomes, and of which colour."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageChops, ImageCms

from rotative.finish import album, pictures, profile
from rotative.finish.inks import Inks
from rotative.finish.profile import Condition
from rotative.house import House
from rotative.model import PrintJob
from rotative.problems import RotativeError
from tests.press.conftest import Printed
from tests.press.pictures import ADOBE_RGB, DISPLAY_P3, GREEN, all_kinds, gradient, saved
from tests.press.pictures import profile as screen_profile

KINDS = all_kinds()
CONDITION = profile.read(PrintJob(), House())
INKS = Inks(CONDITION)


def shown(data: bytes, inks: Inks = INKS) -> Image.Image:
    """Return a picture as an ordinary PDF program finds it in a file: greys or inks."""
    plate = pictures.plate(data, inks)
    with pikepdf.new() as pdf:
        stream = pikepdf.Stream(pdf, b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
        pictures.put(stream, plate)
        if plate.jpeg:
            image = Image.open(BytesIO(stream.read_raw_bytes()))
            image.load()
            return image
        mode = {"DeviceCMYK": "CMYK", "DeviceGray": "1" if plate.bits == 1 else "L"}[plate.space]
        if plate.palette:
            return Image.frombytes("P", plate.size, stream.read_bytes())
        return Image.frombytes(mode, plate.size, stream.read_bytes())


@pytest.mark.parametrize(
    ("name", "space", "jpeg", "bits", "palette"),
    [
        ("photo.jpg", "DeviceCMYK", True, 8, False),
        ("p3.jpg", "DeviceCMYK", True, 8, False),
        ("adobe.png", "DeviceCMYK", False, 8, False),
        ("turned.jpg", "DeviceCMYK", True, 8, False),
        ("grey.jpg", "DeviceGray", True, 8, False),
        ("grey-in-rgb.png", "DeviceGray", False, 8, False),
        ("grey16.png", "DeviceGray", False, 8, False),
        ("line.png", "DeviceGray", False, 1, False),
        ("art.png", "DeviceCMYK", False, 8, False),
        ("noise.png", "DeviceCMYK", True, 8, False),
        ("alpha.png", "DeviceCMYK", False, 8, False),
        ("grey-alpha.png", "DeviceGray", False, 8, False),
        ("palette.png", "DeviceCMYK", False, 8, True),
        ("palette-alpha.png", "DeviceGray", False, 8, True),
        ("moving.gif", "DeviceGray", False, 8, True),
        ("inks.jpg", "DeviceCMYK", True, 8, False),
    ],
)
def test_each_kind_has_its_plate(
    name: str, space: str, jpeg: bool, bits: int, palette: bool
) -> None:
    plate = pictures.plate(KINDS[name], INKS)
    assert (plate.space, plate.jpeg, plate.bits, bool(plate.palette)) == (
        space,
        jpeg,
        bits,
        palette,
    )
    assert plate.size == pictures.size_of(KINDS[name])
    assert shown(KINDS[name]).size == plate.size


def _inks(image: Image.Image, at: tuple[int, int]) -> list[int]:
    found = image.getpixel(at)
    assert isinstance(found, tuple)
    return [round(part / 2.55) for part in found]


def test_a_picture_is_seen_through_its_own_profile() -> None:
    wide = screen_profile(ADOBE_RGB, name="Adobe RGB (1998)", gamma=2.19921875)
    p3 = screen_profile(DISPLAY_P3, name="Display P3")
    # A green that is the same to the eye, written for three screens, prints alike…
    srgb = ImageCms.createProfile("sRGB")
    same = []
    for data in (wide, p3, None):
        green = Image.new("RGB", (8, 8), (90, 160, 80))
        if data:
            other = ImageCms.ImageCmsProfile(BytesIO(data))
            green = ImageCms.profileToProfile(green, srgb, other) or green
        same.append(_inks(shown(saved(green, "PNG", icc_profile=data)), (0, 0)))
    assert all(abs(a - b) <= 3 for other in same for a, b in zip(other, same[-1], strict=True))
    # …and the same numbers do not.
    numbers = [
        _inks(
            shown(saved(Image.new("RGB", (8, 8), (90, 160, 80)), "PNG", icc_profile=data)), (0, 0)
        )
        for data in (wide, p3, None)
    ]
    assert all(
        max(abs(a - b) for a, b in zip(o, numbers[-1], strict=True)) > 3 for o in numbers[:2]
    )


def test_a_profile_that_cannot_be_read_counts_for_none() -> None:
    plain = Image.new("RGB", (8, 8), GREEN)
    broken = shown(saved(plain, "PNG", icc_profile=b"not a profile"))
    assert _inks(broken, (0, 0)) == _inks(shown(saved(plain, "PNG")), (0, 0))


def test_a_turned_picture_stands_upright() -> None:
    image = shown(KINDS["turned.jpg"])
    assert image.height == 40
    cyan, magenta, yellow, black = _inks(image, (15, 35))  # red below, black above
    assert cyan + black < 30 < min(magenta, yellow)
    assert _inks(image, (15, 5))[3] > 80


def test_transparency_is_the_white_of_the_paper() -> None:
    for name in ("alpha.png", "grey-alpha.png"):
        image = shown(KINDS[name])
        assert image.getpixel((5, 5)) in ((0, 0, 0, 0), 255)
    plate = pictures.plate(KINDS["palette-alpha.png"], INKS)
    index = shown(KINDS["palette-alpha.png"]).tobytes()[5 * 40 + 35]
    assert plate.palette[index] == 255  # the clear colour: no ink
    assert 50 < min(plate.palette) < 150  # half-clear black is a grey


def test_black_lines_of_artwork_are_black_ink_alone() -> None:
    assert _inks(shown(KINDS["art.png"]), (5, 5)) == [0, 0, 0, 100]
    palette = pictures.plate(KINDS["palette.png"], INKS).palette
    assert bytes((0, 0, 0, 255)) in {palette[at : at + 4] for at in range(0, len(palette), 4)}


def test_art_keeps_every_pixel_and_photographs_every_tint() -> None:
    art = shown(KINDS["art.png"])
    assert len({art.tobytes()[at : at + 4] for at in range(0, 40 * 30 * 4, 4)}) == 2
    wanted = gradient().filter(INKS.table(None))
    apart = ImageChops.difference(shown(KINDS["noise.png"]), wanted)
    assert max(max(band.tobytes()) for band in apart.split()) < 40


def test_greys_look_on_paper_as_on_a_screen() -> None:
    (tone,) = set(shown(saved(Image.new("L", (8, 8), 128), "PNG")).tobytes())
    assert tone == INKS.tones[128]
    sixteen = Image.frombytes("I;16", (1, 1), (128 * 256 + 77).to_bytes(2, "little"))
    assert shown(saved(sixteen, "PNG")).tobytes() == bytes([tone])
    line = shown(KINDS["line.png"])
    assert line.mode == "1"
    assert line.getpixel((5, 5)) == 0


def test_a_photograph_never_takes_more_ink_than_the_paper() -> None:
    dark = gradient().point([step // 5 for step in range(256)] * 3)
    flat = dark.filter(INKS.table(None)).tobytes()
    assert max(sum(flat[at : at + 4]) for at in range(0, len(flat), 4)) <= 3 * 255
    # Without the limit, the profile lays 317 %.
    made = ImageCms.applyTransform(dark, INKS.transform(None, "RGB"))
    assert made
    raw = made.tobytes()
    assert max(sum(raw[at : at + 4]) for at in range(0, len(raw), 4)) > 3 * 255


def test_inks_made_for_this_paper_are_left_alone() -> None:
    image = Image.new("CMYK", (40, 30), (0, 255, 0, 128))
    note = Image.Exif()
    note[0x010E] = "Rue du Port 7"
    for data in (None, CONDITION.profile):
        file = saved(image, "JPEG", icc_profile=data, exif=note)
        plate = pictures.plate(file, INKS)
        # Not a pixel is encoded again, and no word of the camera's goes to print.
        scan = file[file.rindex(b"\xff\xda") :]
        assert plate.data.endswith(scan)
        assert b"Rue du Port" in file
        assert b"Rue du Port" not in plate.data
        assert b"ICC_PROFILE" not in plate.data
        assert _inks(shown(file), (0, 0)) == [0, 100, 0, 50]


def test_inks_made_for_another_paper_are_translated() -> None:
    other = CONDITION.profile.replace(b"FOGRA39L Coated", b"Another coated!")
    file = saved(Image.new("CMYK", (40, 30), (255, 0, 0, 0)), "JPEG", icc_profile=other)
    scan = file[file.rindex(b"\xff\xda") :]
    assert not pictures.plate(file, INKS).data.endswith(scan)
    elsewhere = Inks(Condition(other, "Another", "", "Another coated!"))
    assert pictures.plate(file, elsewhere).data.endswith(scan)


def test_a_plate_is_the_same_every_time() -> None:
    again = Inks(CONDITION)
    for data in KINDS.values():
        one, other = pictures.plate(data, INKS), pictures.plate(data, again)
        assert (one.data, one.palette) == (other.data, other.palette)


def test_a_blank_has_the_size_of_its_picture() -> None:
    for name, data in KINDS.items():
        blank = album.blank(data)
        assert len(blank) < 40, name
        with Image.open(BytesIO(blank)) as image:
            assert image.size == pictures.size_of(data), name
    assert album.blank(b"<svg/>") == b"<svg/>"


def test_pictures_of_a_file_are_converted_once(rich: Path) -> None:
    with pikepdf.open(rich) as pdf:
        images = [o for o in pdf.objects if isinstance(o, pikepdf.Stream)]
        images = [o for o in images if o.get("/Subtype") == "/Image"]
    assert len(images) == len(KINDS) + 1  # and the tile of the sheet


def test_no_blank_is_left_in_a_file(rich: Path) -> None:
    blanks = {album.blank(data) for data in KINDS.values()}
    with pikepdf.open(rich) as pdf:
        found = [o for o in pdf.objects if isinstance(o, pikepdf.Stream)]
        assert not blanks & {o.read_raw_bytes() for o in found}


def test_a_rule_that_turns_a_picture_is_told(printed: Printed) -> None:
    files = {"couleurs/images/photo.jpg": KINDS["photo.jpg"]}
    with pytest.raises(RotativeError, match="turned-image"):
        printed(
            "# Un\n\n![x](images/photo.jpg)\n",
            sheet="img { image-orientation: 90deg }",
            files=files,
        )


def test_what_the_engine_draws_by_itself_is_converted() -> None:
    with pikepdf.new() as pdf:
        stream = pikepdf.Stream(
            pdf, bytes((200, 30, 40) * 6), Subtype=pikepdf.Name.Image, Width=3, Height=2,
            ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8,
        )  # fmt: skip
        album.Album({}, INKS).place("x1", stream)
        assert stream.ColorSpace == "/DeviceCMYK"


def test_a_picture_that_cannot_be_decoded_is_told() -> None:
    broken = KINDS["palette.png"][:60]
    held = album.Held("themes/mine/logo.png", broken)
    with pikepdf.new() as pdf:
        stream = pikepdf.Stream(pdf, album.blank(broken))
        with pytest.raises(RotativeError, match=r"logo\.png.*bad-image"):
            album.Album({"k": held}, INKS).place("k1", stream)


BIG = saved(gradient("RGB", (1998, 1332)), "JPEG", quality=80)


def images(path: Path) -> list[tuple[int, int]]:
    """Return the sizes of a file's pictures in pixels."""
    with pikepdf.open(path) as pdf:
        found = [o for o in pdf.objects if isinstance(o, pikepdf.Stream)]
        return [(int(o.Width), int(o.Height)) for o in found if o.get("/Subtype") == "/Image"]


@pytest.mark.parametrize(
    ("rule", "mm"),
    [
        ("img { width: 50mm }", 50),
        ("img { width: 30mm } figure img { width: 60mm }", 60),  # the larger of two
        ("h1 { background: url(themes/mine/big.jpg) 0 0 / 60mm } img { width: 20mm }", 60),
        ("img { width: 30mm; height: 30mm; object-fit: cover }", 45),
    ],
)
def test_a_photograph_has_the_pixels_that_paper_shows(
    printed: Printed, rule: str, mm: float
) -> None:
    files = {"couleurs/images/big.jpg": BIG, "styles/themes/mine/big.jpg": BIG}
    body = '# Un\n\nDeux.\n\nIci ![x](images/big.jpg) là.\n\n![x](images/big.jpg "Ici")\n'
    sizes = images(printed(body, sheet=rule, files=files))
    assert max(sizes)[0] == pytest.approx(mm / 25.4 * 350, abs=2)
    assert all(width / height == pytest.approx(1.5, abs=0.01) for width, height in sizes)


@pytest.mark.parametrize(
    "rule",
    [
        "img { width: 50mm; transform: scale(3) }",
        "img { width: 50mm; rotate: 9deg; transform: rotate(9deg) }",
        "img { width: 140mm }",
    ],
)
def test_a_photograph_keeps_what_might_be_seen(printed: Printed, rule: str) -> None:
    files = {"couleurs/images/big.jpg": BIG}
    body = "# Un\n\nDeux.\n\n![x](images/big.jpg)\n"
    assert images(printed(body, sheet=rule, files=files)) == [(1998, 1332)]


def test_a_picture_of_one_pixel_hides_no_rule_that_scales_another(printed: Printed) -> None:
    files = {"couleurs/images/big.jpg": BIG, "couleurs/images/dot.jpg": KINDS["photo.jpg"]}
    body = '# Un\n\nDeux.\n\nIci ![x](images/dot.jpg) là.\n\n![x](images/big.jpg "Ici")\n'
    rules = "figure img { width: 50mm; transform: scale(3) } p img { width: 1px; height: 1px }"
    assert (1998, 1332) in images(printed(body, sheet=rules, files=files))


def test_art_keeps_every_pixel_at_any_size(printed: Printed) -> None:
    files = {"couleurs/images/art.png": saved(gradient("RGB", (1998, 1332)), "PNG")}
    body = "# Un\n\nDeux.\n\n![x](images/art.png)\n"
    assert images(printed(body, sheet="img { width: 20mm }", files=files)) == [(1998, 1332)]
