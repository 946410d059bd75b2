/** A picture of the shop's own server: it may be slow, gone, or not there at all. */
import { useState } from "react";
import { Icon } from "@/shared/ui/icons";
import classes from "@/features/goods/Goods.module.css";

export function Picture({ url }: { url: string }) {
  const [broken, setBroken] = useState("");
  return (
    <span className={classes.picture} aria-hidden="true">
      {url && broken !== url ? <img src={url} alt="" loading="lazy" decoding="async" referrerPolicy="no-referrer" onError={() => setBroken(url)} /> : <Icon name="image" size={18} />}
    </span>
  );
}
