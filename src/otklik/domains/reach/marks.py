"""Pictures of the ways that are no channel of a provider's: inner markup of a 24x24 SVG drawn with currentColor."""

from typing import Final

_LINE: Final = 'fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"'

COLOUR: Final = "#3f4a5a"
ICONS: Final = {
    "phone": f'<path {_LINE} d="M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3'
    'A15 15 0 0 1 3 6a3 3 0 0 1 3-3z"/>',
    "sms": f'<path {_LINE} d="M4 5h16v11h-8l-5 4v-4H4zM8 9h8M8 12h5"/>',
    "email": f'<path {_LINE} d="M3 6h18v12H3zM3 7l9 6 9-6"/>',
    "link": f'<path {_LINE} d="M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1'
    'M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1"/>',
}
