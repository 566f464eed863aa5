import type { DeclarationStatus, DeclarationSummary } from '../../api/shapes.ts';
import { useDeed } from '../../parts/form.tsx';
import { navigate } from '../../routing.tsx';
import { useSession } from '../../session.tsx';
import { useText } from '../../text/text.ts';

/** States in which the list is filed anew, and those in which it is changed. */
const AGAIN: ReadonlySet<DeclarationStatus> = new Set(['rejected', 'cancelled', 'staged']);
const CHANGED: ReadonlySet<DeclarationStatus> = new Set(['waiting', 'filed']);

type ButtonProps = {
  readonly declaration: Pick<
    DeclarationSummary,
    'status' | 'declarationId' | 'agentCode' | 'ebcCode' | 'ebpCode'
  >;
  /** One of many: the accent belongs to a page's own deed. */
  readonly isOneOfMany?: boolean;
};

/** Begins a draft of the list with the fixes applied that follow from its papers. */
export function CorrectButton({ declaration, isOneOfMany }: ButtonProps) {
  const t = useText().desk.draft;
  const { api, may, me } = useSession();
  const deed = useDeed();
  const { status, declarationId } = declaration;
  const isAgain = AGAIN.has(status);
  // Carriers and guarantors read the list too; to declare it is for whose it is.
  const { agentCode, ebcCode, ebpCode } = declaration;
  const isTheirs = [agentCode, ebcCode, ebpCode].includes(me.participantCode);
  if (!may('ceb:send') || !(isTheirs || me.zoneWide.includes('ceb:send'))) return null;
  if (!isAgain && !CHANGED.has(status)) return null;
  const begin = () =>
    deed.run(async () => {
      const { draftId } = await api.post<{ draftId: string }>('/drafts', {
        basedOn: declarationId,
      });
      navigate(`/drafts/${draftId}`);
    });
  return (
    <>
      <button
        type="button"
        className={isAgain && !isOneOfMany ? 'primary' : ''}
        disabled={deed.isBusy}
        onClick={() => void begin()}
      >
        {isAgain ? t.correct : t.change}
      </button>
      <p className="complaint" role="alert">
        {deed.complaint}
      </p>
    </>
  );
}
