import type { Editor } from '@tiptap/core';
import { useLingui } from '@lingui/react/macro';
import {
  Bold,
  Code,
  Italic,
  Link as LinkIcon,
  List,
  ListOrdered,
  type LucideIcon,
  Quote,
} from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useEffect, useReducer, useState } from 'react';
import { Button, IconButton } from '../ui/button.js';
import { focusedChain, focusNow } from './focus.js';

interface Tool {
  name: string;
  label: string;
  icon: LucideIcon;
  run: () => void;
}

/** Left and right go from one tool to the next; one of them is in the order of the tab key. */
function moveByKey(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const tools = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
  const index = tools.indexOf(document.activeElement as HTMLElement);
  tools[(index + step + tools.length) % tools.length]?.focus();
}

export function Toolbar({ editor }: { editor: Editor }) {
  const { t } = useLingui();
  const [, renew] = useReducer((count: number) => count + 1, 0);
  const [linking, setLinking] = useState(false);
  useEffect(() => {
    editor.on('transaction', renew);
    return () => void editor.off('transaction', renew);
  }, [editor]);
  const chain = () => focusedChain(editor);
  const tools: Tool[] = [
    { name: 'bold', label: t`Negrita`, icon: Bold, run: () => chain().toggleBold().run() },
    { name: 'italic', label: t`Cursiva`, icon: Italic, run: () => chain().toggleItalic().run() },
    { name: 'bulletList', label: t`Lista`, icon: List, run: () => chain().toggleBulletList().run() },
    {
      name: 'orderedList',
      label: t`Lista numerada`,
      icon: ListOrdered,
      run: () => chain().toggleOrderedList().run(),
    },
    { name: 'blockquote', label: t`Cita`, icon: Quote, run: () => chain().toggleBlockquote().run() },
    { name: 'code', label: t`Código`, icon: Code, run: () => toggleCode(editor) },
    {
      name: 'link',
      label: t`Enlace`,
      icon: LinkIcon,
      run: () => (editor.isActive('link') ? chain().unsetLink().run() : setLinking(true)),
    },
  ];
  return (
    // On a phone the conversation needs the room until one writes.
    <div className="px-1.5 max-md:hidden max-md:group-focus-within/composer:block">
      <div
        role="toolbar"
        aria-label={t`Formato`}
        onKeyDown={moveByKey}
        className="flex flex-wrap items-center"
      >
        {tools.map(({ name, label, icon, run }, index) => (
          <IconButton
            key={name}
            label={label}
            icon={icon}
            aria-pressed={editor.isActive(name)}
            tabIndex={index === 0 ? 0 : -1}
            // The selection stays where it is.
            onMouseDown={(event) => event.preventDefault()}
            onClick={run}
          />
        ))}
      </div>
      {linking && <LinkForm editor={editor} onClose={() => setLinking(false)} />}
    </div>
  );
}

/** Inside a line a piece of code, over several a block of it. */
function toggleCode(editor: Editor): void {
  const { $from, $to } = editor.state.selection;
  const chain = focusedChain(editor);
  if ($from.sameParent($to) && !editor.isActive('codeBlock')) chain.toggleCode().run();
  else chain.toggleCodeBlock().run();
}

function LinkForm({ editor, onClose }: { editor: Editor; onClose: () => void }) {
  const { t } = useLingui();
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const typed = String(new FormData(event.currentTarget).get('href')).trim();
    onClose();
    if (!typed) return;
    const href = /^(?:https?:|mailto:)/i.test(typed) ? typed : `https://${typed}`;
    const chain = focusedChain(editor);
    if (editor.state.selection.empty) {
      chain.insertContent({ type: 'text', text: typed, marks: [{ type: 'link', attrs: { href } }] }).run();
    } else chain.extendMarkRange('link').setLink({ href }).run();
  }
  return (
    <form onSubmit={submit} className="flex items-center gap-1 py-1">
      <input
        name="href"
        autoFocus
        aria-label={t`Dirección del enlace`}
        placeholder="https://"
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onClose();
          focusNow(editor);
        }}
        className="border-line-strong bg-surface-raised text-13 coarse:text-16 h-7 min-w-0 flex-1 rounded-md border px-2"
      />
      <Button type="submit" size="small">{t`Enlazar`}</Button>
    </form>
  );
}
