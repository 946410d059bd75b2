/** The contact button's own styles, for its shadow root only. */
export const STYLES = `
:host{all:initial;color-scheme:light dark;--i:light-dark(#14171c,#eceef2);--d:light-dark(#566070,#a6aeba);
--e:light-dark(#d3d8e0,#3a414c);--g:light-dark(#fff,#191c22);color:var(--i);
font:16px/1.4 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
[hidden]{display:none!important}*{box-sizing:border-box}
.r,.l{position:fixed;bottom:20px;z-index:2147482000;display:flex;flex-direction:column-reverse;align-items:flex-end;gap:12px}
.r{right:20px}.l{left:20px;align-items:flex-start}
.b{font:inherit;font-weight:600;border:0;border-radius:28px;padding:0 24px;min-height:56px;background:var(--c);
color:var(--t);cursor:pointer;box-shadow:0 4px 20px rgba(0,0,0,.28)}
button:focus-visible,a:focus-visible{outline:3px solid #4c7df0;outline-offset:2px}
section{background:var(--g);color:var(--i);border:1px solid var(--e);border-radius:16px;padding:16px;overflow-wrap:anywhere}
.r>section,.l>section{width:min(360px,calc(100vw - 40px));max-height:min(640px,calc(100vh - 120px));overflow:auto;
box-shadow:0 4px 40px rgba(0,0,0,.28)}
h2{font-size:18px;margin:0}p{color:var(--d);margin:4px 0 0}
ul{list-style:none;margin:12px 0 0;padding:0;display:grid;gap:4px}
li{display:flex;flex-wrap:wrap;align-items:center}
a{flex:1 1 220px;min-width:0;display:flex;gap:12px;align-items:center;padding:8px;color:inherit;text-decoration:none;border-radius:12px}
a:hover{background:var(--e)}
.m{flex:none;width:40px;height:40px;border-radius:12px;display:grid;place-items:center;color:#fff}.m svg{width:22px}
b{font-weight:600}small{display:block;color:var(--d);font-size:14px}
.q{font:inherit;font-size:14px;color:inherit;background:none;border:1px solid var(--e);border-radius:8px;min-width:44px;
min-height:36px;cursor:pointer}
img{flex:none;display:block;margin:8px auto;background:#fff;border-radius:8px}
`;
