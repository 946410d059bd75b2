/** Every key of the desk, by the place where it works; made from the one table of actions. */
import { Modal } from "@mantine/core";
import { useT } from "@/shared/i18n";
import { ACTION_NAMES, ACTIONS, capsOf, hasKey, type ActionName, type Group } from "@/shared/ui/actions";
import classes from "@/app/Help.module.css";

const GROUPS: Group[] = ["anywhere", "list", "thread", "composer"];

export function Help({ onClose }: { onClose: () => void }) {
  const t = useT();
  return (
    <Modal opened onClose={onClose} title={t("nav.help")} size="lg" centered closeButtonProps={{ "aria-label": t("action.close") }}>
      <div className={classes.groups}>
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{t(`help.group.${group}`)}</h3>
            <dl className={classes.keys}>
              {ACTION_NAMES.filter((name) => hasKey(name) && ACTIONS[name].group === group).map((name) => (
                <div key={name}>
                  <dt>
                    <Caps name={name} />
                  </dt>
                  <dd>{t(ACTIONS[name].title)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}

export function Caps({ name }: { name: ActionName }) {
  return capsOf(name).map((cap) => (
    <kbd key={cap} className={classes.cap}>
      {cap}
    </kbd>
  ));
}
