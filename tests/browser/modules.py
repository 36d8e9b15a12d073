"""Modules of the pages alone, each in an empty corner of a real page."""

from api.pages.shell import STATIC, fingerprint

ROOM = """
  const room = document.createElement('div');
  room.id = 'room';
  Object.assign(room.style, {height: '500px', width: '700px', overflow: 'auto', position: 'relative'});
  document.getElementById('main').replaceChildren(room);
"""


def run(page, names, body, argument=None):
    """Run some JavaScript with modules by their names: run(page, ["codepoints"], "return codepoints.pointsIn('a')")."""
    imports = "\n".join(f"const {name} = await import('{STATIC}/{fingerprint()}/{name}.js');" for name in names)
    return page.evaluate(f"async (given) => {{ {imports} {body} }}", argument)


def run_in_room(page, names, body, argument=None):
    """The same with an empty `room` to draw into."""
    return run(page, names, ROOM + body, argument)
