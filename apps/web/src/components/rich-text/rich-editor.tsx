import { Editor } from '@tiptap/core';
import Image from '@tiptap/extension-image';
import StarterKit from '@tiptap/starter-kit';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { fromText, isFormatted, toText } from './document.js';
import { focusedChain, focusNow } from './focus.js';
import { Toolbar } from './toolbar.js';
import type { WritingProps } from './types.js';

/** A picture among the words: shown from memory here, named by its file in what is sent. */
const Picture = Image.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      file: {
        default: null,
        parseHTML: (element) => element.getAttribute('data-file'),
        renderHTML: ({ file }) => (file ? { 'data-file': String(file) } : {}),
      },
    };
  },
});

const EXTENSIONS = [
  StarterKit.configure({
    heading: false,
    horizontalRule: false,
    trailingNode: false,
    link: {
      openOnClick: false,
      autolink: true,
      defaultProtocol: 'https',
      HTMLAttributes: { rel: null, target: null },
    },
  }),
  Picture.configure({ inline: true, allowBase64: false }),
];

const textBefore = ({ state }: Editor) => {
  const { $from } = state.selection;
  return $from.parent.textBetween(0, $from.parentOffset, undefined, '\uFFFC');
};

/** What is drawn from memory is gone with the page: a picture begun elsewhere has to be put in again. */
const withoutPictures = (html: string) => html.replace(/<img[^>]*>/gi, '');

/** Where one who has not been in these words yet goes on writing. */
const goToEnd = (editor: Editor) => void editor.commands.setTextSelection(editor.state.doc.content.size);

const contentOf = (text: string, html: string | null) =>
  html === null ? fromText(text) : withoutPictures(html);

/** Writing with format, on ProseMirror. Keys and names are those of a text box. */
export default function RichEditor(props: WritingProps & { autoFocus: boolean }) {
  const { label, placeholder, suggestions, ref } = props;
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  const [editor, setEditor] = useState<Editor | null>(null);
  useLayoutEffect(() => {
    latest.current = props;
  });

  useLayoutEffect(() => {
    const { text, html, autoFocus } = latest.current;
    const urls: string[] = [];
    const made = new Editor({
      element: box.current,
      extensions: EXTENSIONS,
      content: contentOf(text, html),
      // The content security policy lets no style be added; it stands in ours.
      injectCSS: false,
      editorProps: {
        attributes: { class: 'rich-text' },
        handleKeyDown: (_view, event) => latest.current.onKey(event),
      },
      onUpdate: ({ editor: now }) => {
        const json = now.getJSON();
        latest.current.onChange({
          text: toText(json),
          html: isFormatted(json) ? now.getHTML() : null,
          before: textBefore(now),
        });
      },
      onSelectionUpdate: ({ editor: now }) => latest.current.onCursor(textBefore(now)),
    });
    if (autoFocus) {
      goToEnd(made);
      focusNow(made);
    }
    pictures.set(made, urls);
    setEditor(made);
    return () => {
      made.destroy();
      urls.forEach((url) => URL.revokeObjectURL(url));
    };
  }, []);

  useImperativeHandle(
    ref,
    () => ({
      focus: () => {
        if (!editor) return;
        if (editor.state.selection.to <= 1) goToEnd(editor);
        focusNow(editor);
      },
      replaceBefore: (length, text) => {
        if (!editor) return;
        const { from } = editor.state.selection;
        const content = text.includes('\n') ? fromText(text) : escapedText(text);
        focusedChain(editor)
          .deleteRange({ from: from - length, to: from })
          .insertContent(content)
          .run();
      },
      insertImage: (file) => {
        if (!editor) return;
        const src = URL.createObjectURL(file);
        pictures.get(editor)?.push(src);
        const attrs = { src, alt: file.name, file: file.name };
        focusedChain(editor).insertContent({ type: 'image', attrs }).run();
      },
      reset: (text, html) => void editor?.commands.setContent(contentOf(text, html), { emitUpdate: false }),
    }),
    [editor],
  );

  const empty = props.text === '' && props.html === null;
  useEffect(() => {
    const element = editor?.view.dom;
    if (!element) return;
    const set = (name: string, value: string | undefined) =>
      value === undefined ? element.removeAttribute(name) : element.setAttribute(name, value);
    set('role', 'textbox');
    set('aria-multiline', 'true');
    set('aria-label', label);
    set('aria-placeholder', placeholder);
    set('data-placeholder', empty ? placeholder : undefined);
    set('aria-autocomplete', 'list');
    set('aria-controls', suggestions?.id);
    set('aria-activedescendant', suggestions?.activeId);
  }, [editor, label, placeholder, empty, suggestions?.id, suggestions?.activeId]);

  return (
    <>
      <div ref={box} className="max-h-[38dvh] overflow-y-auto" />
      {editor && <Toolbar editor={editor} />}
    </>
  );
}

/** The addresses of pictures that an editor shows, to be let go with it. */
const pictures = new WeakMap<Editor, string[]>();

const escapedText = (text: string) => ({ type: 'text', text });
