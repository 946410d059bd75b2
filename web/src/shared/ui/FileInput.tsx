/** Hidden: a button beside it opens it by its ref. The same file may be chosen again, for it may have changed. */
interface Props {
  ref: React.Ref<HTMLInputElement>;
  label: string;
  accept: string;
  onChoose: (file: File) => void;
}

export function FileInput({ ref, label, accept, onChoose }: Props) {
  return (
    <input
      ref={ref}
      type="file"
      hidden
      aria-label={label}
      accept={accept}
      onChange={(event) => {
        const file = event.currentTarget.files?.[0];
        event.currentTarget.value = "";
        if (file) onChoose(file);
      }}
    />
  );
}
