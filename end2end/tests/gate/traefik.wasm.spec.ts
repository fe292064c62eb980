import { servesScripts } from "../../gate/journeys.ts";
import { traefik } from "../../gate/proxies/traefik.ts";

servesScripts(traefik);
