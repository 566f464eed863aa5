import { useId } from 'react';

type WordsProps = {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
};

/** A labelled field of several lines. */
export function Words({ id, label, value, onChange }: WordsProps) {
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        rows={3}
        maxLength={4_000}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}

type DayProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
};

/** A labelled day. */
export function Day({ label, value, onChange }: DayProps) {
  const id = useId();
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="date"
        required
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}
