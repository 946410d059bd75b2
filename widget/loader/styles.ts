/**
 * The loader's own styles, for its shadow root only. `!important` on the host wins over any rule of the page:
 * inside a shadow tree important declarations beat the outer document's.
 */
/** Where the chat takes the whole screen: phones, also lying on their side. */
export const PHONE = "(max-width:480px),(max-height:420px)";

export const STYLES = `:host{all:initial!important;position:fixed!important;z-index:2147483000!important;display:block!important}[hidden]{display:none!important}button{all:unset;position:fixed;bottom:var(--y);width:56px;height:56px;border-radius:50%;background:var(--c);color:var(--t);cursor:pointer;display:grid;place-items:center;box-shadow:0 4px 20px #0004}button:focus-visible{outline:3px solid var(--c);outline-offset:3px}.r{right:var(--x)}.l{left:var(--x)}button:before{content:"";width:28px;height:28px;background:currentColor;clip-path:path("M14 3C7 3 2 7 2 13c0 3 1 5 3 7L4 25l6-3c1 1 3 1 4 1 7 0 12-4 12-10S21 3 14 3z")}i{position:absolute;top:-3px;right:-3px;min-width:10px;padding:0 5px;border-radius:10px;background:#c62828;color:#fff;text-align:center;font:600 12px/20px system-ui}div{position:fixed;bottom:20px;width:392px;height:680px;max-height:calc(100vh - 40px);border-radius:16px;overflow:hidden;background:Canvas;color-scheme:light dark;box-shadow:0 4px 20px #0004;visibility:hidden}.o{visibility:visible}iframe{width:100%;height:100%;border:0}@media ${PHONE}{div{inset:var(--vt,0) 0 auto!important;width:100%;height:var(--vh,100%);max-height:none;border-radius:0}}`;
