import { useLingui } from '@lingui/react/macro';
import { Copy } from 'lucide-react';
import { Button } from '../../../components/ui/button.js';
import { Dialog } from '../../../components/ui/dialog.js';
import { TextField } from '../../../components/ui/field.js';
import { notify } from '../../../lib/notices.js';

/** Shows what the server will never show again. */
export function SecretDialog({
  label,
  value,
  onClose,
}: {
  label: string;
  value: string;
  onClose: () => void;
}) {
  const { t } = useLingui();
  return (
    <Dialog
      title={label}
      onClose={onClose}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t`Ya lo he guardado`}
        </Button>
      }
    >
      <p className="text-text-muted mb-3">{t`Cópialo ahora: no se volverá a mostrar.`}</p>
      <div className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <TextField
            label={label}
            readOnly
            value={value}
            className="font-mono"
            onFocus={(event) => event.target.select()}
          />
        </div>
        <Button
          icon={Copy}
          onClick={() => {
            // The clipboard is missing outside secure contexts; the text can still be selected.
            void navigator.clipboard?.writeText(value).then(() => notify({ text: t`Copiado` }));
          }}
        >
          {t`Copiar`}
        </Button>
      </div>
    </Dialog>
  );
}
