import { useEffect, useState } from 'react';

type QrProps = { readonly text: string; readonly label: string };

/** Drawn as one path: no image from elsewhere, and sharp at any size. */
export function QrCode({ text, label }: QrProps) {
  const [drawn, setDrawn] = useState({ path: '', size: 1 });
  useEffect(() => {
    void import('qrcode').then(({ create }) => {
      const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules;
      const dots = Array.from({ length: size * size }, (_, at) =>
        data[at] ? `M${at % size} ${Math.floor(at / size)}h1v1h-1z` : '',
      );
      setDrawn({ path: dots.join(''), size });
    });
  }, [text]);
  const { path, size } = drawn;
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={`-2 -2 ${size + 4} ${size + 4}`}>
      <rect className="qr-ground" x="-2" y="-2" width={size + 4} height={size + 4} />
      <path className="qr-dots" d={path} />
    </svg>
  );
}
