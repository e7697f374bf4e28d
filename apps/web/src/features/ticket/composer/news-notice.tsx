import type { Message } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { SystemLine } from '../../../components/thread/system-line.js';

const MOST_SHOWN = 4;

/** What has happened while one was writing, before one sends over it. */
export function NewsNotice({ news }: { news: readonly Message[] }) {
  const { t } = useLingui();
  const names = [...new Set(written(news).map((message) => message.author.name))].join(', ');
  return (
    <div role="status" className={news.length > 0 ? 'bg-warning-soft text-12 mb-2 rounded-md px-2 py-1' : ''}>
      {news.length > 0 && (
        <>
          <p className="text-warning font-medium">
            {names
              ? t`Mientras escribías ha llegado algo de ${names}. Léelo antes de enviar.`
              : t`Mientras escribías ha cambiado el ticket:`}
          </p>
          <ul>
            {news.slice(-MOST_SHOWN).map((message) => (
              <li key={message.id}>
                {message.message_type === 'system' ? (
                  <div className="-ml-9">
                    <SystemLine message={message} />
                  </div>
                ) : (
                  <a href={`#m-${message.id}`} className="block truncate underline-offset-2 hover:underline">
                    <span className="font-medium">{message.author.name}:</span> {message.body}
                  </a>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

const written = (news: readonly Message[]) => news.filter(({ message_type }) => message_type !== 'system');
