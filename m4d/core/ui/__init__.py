"""How pages look: the joined style sheet, drawings as SVG, icons, navigation, forms, the gallery."""
