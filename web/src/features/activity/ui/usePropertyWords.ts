/** What an event says of itself, in words: products by the catalogue's titles, everything else as its sender wrote it. */
import type { Fact } from "@/shared/api/types";
import { idOf, products } from "@/features/activity/products";
import { useI18n } from "@/shared/i18n";

const NAMES_PRODUCTS = ["product", "products", "items"];

/** One property as `name: value`; empty where it would only repeat the product's title. */
export function usePropertyWords({ titles, properties }: Fact): (name: string, value: unknown) => string {
  const { byCode } = useI18n();
  const title = titleOf(properties.product, titles);
  return (name, value) => {
    if (name === "title" && title !== undefined && value === title) return "";
    const said = NAMES_PRODUCTS.includes(name) ? products(value, titles) : undefined;
    return `${byCode("facts.property", name) ?? name}: ${said ?? plain(value)}`;
  };
}

function titleOf(value: unknown, titles: Fact["titles"]): string | undefined {
  const id = idOf(value);
  return id === undefined ? undefined : titles[id];
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
