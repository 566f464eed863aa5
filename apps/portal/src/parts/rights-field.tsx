type RightsProps = {
  readonly legend: string;
  readonly offered: readonly string[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
};

/** Rights to choose from, each as the API names it. */
export function RightsField({ legend, offered, chosen, onChange }: RightsProps) {
  const toggle = (right: string) =>
    onChange(chosen.includes(right) ? chosen.filter((one) => one !== right) : [...chosen, right]);
  return (
    <fieldset className="rights">
      <legend>{legend}</legend>
      {offered.map((right) => (
        <label key={right}>
          <input type="checkbox" checked={chosen.includes(right)} onChange={() => toggle(right)} />
          <code>{right}</code>
        </label>
      ))}
    </fieldset>
  );
}
