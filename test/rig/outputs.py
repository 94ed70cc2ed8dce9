"""Does to the RandR outputs of the display named by DISPLAY what xrandr can't.

  outputs.py edid OUTPUT=HEX [OUTPUT=HEX ...]   write the property "EDID" (xrandr --set takes no bytes)
  outputs.py on OUTPUT MODE X Y                 light one output up
  outputs.py off OUTPUT                         make one output dark

on and off leave every other output where it is, whereas xrandr moves all outputs to the origin as
soon as none of them touches it.
"""

import sys

from Xlib import X, Xatom, display
from Xlib.ext import randr


class Outputs:
    def __init__(self) -> None:
        self.connection = display.Display()
        self.root = self.connection.screen().root
        self.resources = self.root.xrandr_get_screen_resources_current()
        self.stamp = self.resources.config_timestamp

    def info(self, output):
        return randr.get_output_info(self.connection, output, self.stamp)

    def named(self, name: str):
        for output in self.resources.outputs:
            if self.info(output).name == name:
                return output
        raise SystemExit(f"no such output: {name}")

    def write_edid(self, name: str, block: bytes) -> None:
        atom = self.connection.intern_atom("EDID")
        randr.change_output_property(
            self.root, self.named(name), atom, Xatom.INTEGER, X.PropModeReplace, (8, block)
        )

    def on(self, name: str, mode_name: str, x: int, y: int) -> None:
        output = self.named(name)
        crtc = next(c for c in self.info(output).crtcs if self.is_free(c))
        self.configure(crtc, x, y, self.mode_named(mode_name), [output])

    def off(self, name: str) -> None:
        self.configure(self.info(self.named(name)).crtc, 0, 0, 0, [])

    def is_free(self, crtc) -> bool:
        return not randr.get_crtc_info(self.connection, crtc, self.stamp).outputs

    def mode_named(self, name: str) -> int:
        # The names of all modes come as one string, each with its length.
        names, start = self.resources.names, 0
        for mode in self.resources.modes:
            end = start + mode.name_length
            if names[start:end] == name:
                return mode.id
            start = end
        raise SystemExit(f"no such mode: {name}")

    def configure(self, crtc, x: int, y: int, mode: int, outputs: list) -> None:
        answer = randr.set_crtc_config(
            self.connection, crtc, self.stamp, x, y, mode, randr.Rotate_0, outputs
        )
        if answer.status != randr.SetConfigSuccess:
            raise SystemExit(f"the X server refused the configuration: status {answer.status}")


def main(command: str, *arguments: str) -> None:
    outputs = Outputs()
    if command == "edid":
        for name, block in (argument.split("=", 1) for argument in arguments):
            outputs.write_edid(name, bytes.fromhex(block))
    elif command == "on":
        name, mode, x, y = arguments
        outputs.on(name, mode, int(x), int(y))
    elif command == "off":
        (name,) = arguments
        outputs.off(name)
    else:
        raise SystemExit(f"unknown command: {command}")
    outputs.connection.sync()


if __name__ == "__main__":
    main(*sys.argv[1:])
