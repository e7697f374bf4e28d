import { useLingui } from '@lingui/react/macro';
import { ImageUp } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '../../../components/ui/button.js';

const MAX_BYTES = 262_144;

interface LogoFieldProps {
  /** The address of the one there is. */
  current: string | null;
  /** In base64; null: to be taken away; undefined: to stay. */
  chosen: string | null | undefined;
  onChange: (chosen: string | null | undefined) => void;
  error: string | undefined;
}

/** A picture from a file, shown on white as it will stand in mails. */
export function LogoField({ current, chosen, onChange, error }: LogoFieldProps) {
  const { t } = useLingui();
  const id = useId();
  const [type, setType] = useState('image/png');
  const [tooLarge, setTooLarge] = useState(false);
  const shown = chosen === undefined ? current : chosen && `data:${type};base64,${chosen}`;
  const message = tooLarge ? t`El archivo pesa más de 256 KB.` : error;

  async function choose(file: File | undefined): Promise<void> {
    if (!file) return;
    setTooLarge(file.size > MAX_BYTES);
    if (file.size > MAX_BYTES) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    setType(file.type);
    onChange(btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), '')));
  }

  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={id} className="text-13 font-medium">
        {t`Logotipo`}
      </label>
      {shown && (
        <span className="border-line inline-flex min-h-16 items-center self-start rounded-md border bg-[white] px-4 py-3">
          <img src={shown} alt={t`Logotipo`} className="max-h-11 max-w-55 object-contain" />
        </span>
      )}
      <div className="flex gap-2">
        <span className="relative">
          <Button icon={ImageUp} tabIndex={-1} aria-hidden>
            {shown ? t`Cambiar` : t`Elegir archivo`}
          </Button>
          <input
            id={id}
            type="file"
            accept="image/png,image/jpeg"
            aria-describedby={`${id}-hint`}
            className="absolute inset-0 w-full cursor-default opacity-0"
            onChange={(event) => {
              void choose(event.target.files?.[0]);
              event.target.value = '';
            }}
          />
        </span>
        {shown && (
          <Button variant="quiet" onClick={() => onChange(current === null ? undefined : null)}>
            {t`Quitar`}
          </Button>
        )}
      </div>
      <p id={`${id}-hint`} className="text-12 text-text-muted">
        {t`PNG o JPG de hasta 256 KB y 2000 píxeles de lado. Mejor al doble de tamaño: se ve a 220 × 44 como mucho.`}
      </p>
      {message && (
        <p role="alert" className="text-12 text-danger">
          {message}
        </p>
      )}
    </div>
  );
}
