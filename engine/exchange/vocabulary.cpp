#include "exchange/vocabulary.h"

#include <cstring>

namespace vitrine::exchange {

const std::array<ChannelWords, Languages> &channelWords()
{
    static const std::array<ChannelWords, Languages> words{{{"SG", "SGD", "zh_SG", 1.35},
                                                            {"MY", "MYR", "ms_MY", 4.4},
                                                            {"TH", "THB", "th_TH", 34.5},
                                                            {"ID", "IDR", "id_ID", 15'800},
                                                            {"VN", "VND", "vi_VN", 25'000},
                                                            {"PH", "PHP", "fil_PH", 57}}};
    return words;
}

const std::array<ColourWords, PictureColours> &colourWords()
{
    static const std::array<ColourWords, PictureColours> words{
        {{"Black", {"黑色", "Hitam", "สีดำ", "Hitam", "Đen", "Itim"}},
         {"Ivory", {"象牙白", "Putih Gading", "สีงาช้าง", "Putih Gading", "Trắng ngà", "Puti"}},
         {"Navy", {"海军蓝", "Biru Tua", "สีกรมท่า", "Biru Dongker", "Xanh navy", "Bughaw"}},
         {"Red", {"红色", "Merah", "สีแดง", "Merah", "Đỏ", "Pula"}},
         {"Green", {"绿色", "Hijau", "สีเขียว", "Hijau", "Xanh lá", "Berde"}},
         {"Grey", {"灰色", "Kelabu", "สีเทา", "Abu-abu", "Xám", "Abo"}},
         {"Sand", {"沙色", "Pasir", "สีทราย", "Pasir", "Màu cát", "Buhangin"}},
         {"Rose", {"玫瑰粉", "Merah Jambu", "สีชมพู", "Merah Muda", "Hồng", "Rosas"}},
         {"Yellow", {"黄色", "Kuning", "สีเหลือง", "Kuning", "Vàng", "Dilaw"}},
         {"Purple", {"紫色", "Ungu", "สีม่วง", "Ungu", "Tím", "Lila"}},
         {"Brown", {"棕色", "Coklat", "สีน้ำตาล", "Cokelat", "Nâu", "Kayumanggi"}},
         {"Teal", {"青色", "Biru Kehijauan", "สีเขียวน้ำทะเล", "Hijau Toska", "Xanh mòng két", "Asul-berde"}}}};
    return words;
}

const std::vector<NounWords> &nounWords()
{
    using enum PictureKind;
    static const std::vector<NounWords> words{
        {"Fashion",
         "T-Shirts",
         "T-Shirt",
         Shirt,
         14,
         true,
         {"T恤", "Kemeja-T", "เสื้อยืด", "Kaos", "Áo thun", "Kamiseta"}},
        {"Fashion",
         "Shirts",
         "Shirt",
         Shirt,
         26,
         true,
         {"衬衫", "Kemeja", "เสื้อเชิ้ต", "Kemeja", "Áo sơ mi", "Polo"}},
        {"Fashion",
         "Sweaters",
         "Sweater",
         Shirt,
         32,
         true,
         {"毛衣", "Baju Sejuk", "เสื้อกันหนาว", "Sweter", "Áo len", "Suwiter"}},
        {"Fashion",
         "Dresses",
         "Dress",
         Dress,
         38,
         true,
         {"连衣裙", "Gaun", "ชุดเดรส", "Gaun", "Váy đầm", "Bestida"}},
        {"Fashion",
         "Skirts",
         "Skirt",
         Dress,
         24,
         true,
         {"半身裙", "Skirt", "กระโปรง", "Rok", "Chân váy", "Palda"}},
        {"Fashion",
         "Jeans",
         "Jeans",
         Trousers,
         42,
         true,
         {"牛仔裤", "Seluar Jean", "กางเกงยีนส์", "Celana Jin", "Quần jean", "Maong"}},
        {"Fashion",
         "Trousers",
         "Trousers",
         Trousers,
         36,
         true,
         {"长裤", "Seluar Panjang", "กางเกงขายาว", "Celana Panjang", "Quần dài", "Pantalon"}},
        {"Shoes",
         "Sneakers",
         "Sneakers",
         Shoe,
         55,
         true,
         {"运动鞋", "Kasut Sukan", "รองเท้าผ้าใบ", "Sepatu Kets", "Giày thể thao", "Sapatos"}},
        {"Shoes",
         "Running Shoes",
         "Running Shoes",
         Shoe,
         78,
         true,
         {"跑鞋", "Kasut Larian", "รองเท้าวิ่ง", "Sepatu Lari", "Giày chạy bộ", "Sapatos na Pantakbo"}},
        {"Shoes",
         "Hiking Shoes",
         "Hiking Shoes",
         Shoe,
         92,
         true,
         {"登山鞋", "Kasut Mendaki", "รองเท้าเดินป่า", "Sepatu Gunung", "Giày leo núi", "Sapatos Pang-akyat"}},
        {"Shoes",
         "Loafers",
         "Loafers",
         Shoe,
         60,
         true,
         {"乐福鞋", "Kasut Loafer", "รองเท้าโลฟเฟอร์", "Sepatu Pantofel", "Giày lười", "Balat na Sapatos"}},
        {"Bags",
         "Handbags",
         "Handbag",
         Bag,
         48,
         false,
         {"手提包", "Beg Tangan", "กระเป๋าถือ", "Tas Tangan", "Túi xách", "Handbag"}},
        {"Bags",
         "Duffels",
         "Duffel Bag",
         Bag,
         52,
         false,
         {"旅行袋", "Beg Kembara", "กระเป๋าเดินทาง", "Tas Travel", "Túi du lịch", "Bag Pambiyahe"}},
        {"Bags",
         "Totes",
         "Tote",
         Bag,
         22,
         false,
         {"托特包", "Beg Tote", "กระเป๋าผ้า", "Tas Jinjing", "Túi tote", "Bayong"}},
        {"Bags",
         "Satchels",
         "Satchel",
         Bag,
         64,
         false,
         {"书包", "Beg Sandang", "กระเป๋าสะพาย", "Tas Selempang", "Túi đeo chéo", "Sukbit"}},
        {"Beauty",
         "Shampoos",
         "Shampoo",
         Bottle,
         9,
         false,
         {"洗发水", "Syampu", "แชมพู", "Sampo", "Dầu gội", "Siyampu"}},
        {"Beauty",
         "Lotions",
         "Body Lotion",
         Bottle,
         12,
         false,
         {"润肤露", "Losyen Badan", "โลชั่น", "Losion", "Sữa dưỡng thể", "Losyon"}},
        {"Beauty",
         "Serums",
         "Face Serum",
         Bottle,
         21,
         false,
         {"精华液", "Serum Muka", "เซรั่ม", "Serum Wajah", "Tinh chất", "Serum sa Mukha"}},
        {"Beauty",
         "Gift Sets",
         "Gift Set",
         Box,
         34,
         false,
         {"礼盒", "Set Hadiah", "ชุดของขวัญ", "Set Hadiah", "Bộ quà tặng", "Set Panregalo"}},
        {"Groceries",
         "Juices",
         "Cold Brew",
         Bottle,
         6,
         false,
         {"冷萃咖啡", "Kopi Sejuk", "กาแฟสกัดเย็น", "Kopi Dingin", "Cà phê ủ lạnh", "Malamig na Kape"}},
        {"Groceries", "Teas", "Tea", Box, 8, false, {"茶叶", "Teh", "ชา", "Teh", "Trà", "Tsaa"}},
        {"Groceries",
         "Snacks",
         "Snack Box",
         Box,
         11,
         false,
         {"零食礼盒", "Kotak Snek", "กล่องขนม", "Kotak Camilan", "Hộp bánh", "Kahon ng Meryenda"}},
        {"Groceries",
         "Sauces",
         "Chilli Sauce",
         Bottle,
         5,
         false,
         {"辣椒酱", "Sos Cili", "ซอสพริก", "Saus Sambal", "Tương ớt", "Sarsa"}},
        {"Electronics",
         "Smartphones",
         "Smartphone",
         Phone,
         320,
         false,
         {"智能手机", "Telefon Pintar", "สมาร์ตโฟน", "Ponsel Pintar", "Điện thoại", "Smartphone"}},
        {"Electronics",
         "E-Readers",
         "E-Reader",
         Phone,
         120,
         false,
         {"电子书阅读器", "Pembaca E-buku", "เครื่องอ่านอีบุ๊ก", "Pembaca Buku", "Máy đọc sách", "E-Reader"}},
        {"Electronics",
         "Headphones",
         "Headphones",
         Headphones,
         85,
         false,
         {"耳机", "Fon Kepala", "หูฟัง", "Headphone", "Tai nghe", "Headphone"}},
        {"Electronics",
         "Gaming Headsets",
         "Gaming Headset",
         Headphones,
         70,
         false,
         {"游戏耳机", "Set Kepala Permainan", "หูฟังเกม", "Headset Gim", "Tai nghe chơi game",
          "Headset Panlaro"}},
        {"Electronics",
         "Smartwatches",
         "Smartwatch",
         Watch,
         140,
         false,
         {"智能手表", "Jam Pintar", "นาฬิกาอัจฉริยะ", "Jam Pintar", "Đồng hồ thông minh", "Smartwatch"}},
        {"Jewellery",
         "Watches",
         "Watch",
         Watch,
         110,
         false,
         {"手表", "Jam Tangan", "นาฬิกาข้อมือ", "Jam Tangan", "Đồng hồ", "Relo"}},
        {"Jewellery",
         "Chronographs",
         "Chronograph",
         Watch,
         210,
         false,
         {"计时码表", "Kronograf", "นาฬิกาจับเวลา", "Kronograf", "Đồng hồ bấm giờ", "Kronograpo"}},
        {"Home",
         "Table Lamps",
         "Table Lamp",
         Lamp,
         39,
         false,
         {"台灯", "Lampu Meja", "โคมไฟตั้งโต๊ะ", "Lampu Meja", "Đèn bàn", "Ilawan sa Mesa"}},
        {"Home",
         "Floor Lamps",
         "Floor Lamp",
         Lamp,
         75,
         false,
         {"落地灯", "Lampu Lantai", "โคมไฟตั้งพื้น", "Lampu Lantai", "Đèn đứng", "Ilawan sa Sahig"}},
        {"Home", "Mugs", "Mug", Mug, 9, false, {"马克杯", "Kole", "แก้วมัค", "Cangkir", "Cốc sứ", "Tasa"}},
        {"Home",
         "Storage Boxes",
         "Storage Box",
         Box,
         17,
         false,
         {"收纳盒", "Kotak Simpanan", "กล่องเก็บของ", "Kotak Penyimpanan", "Hộp đựng đồ", "Kahon"}},
        {"Kitchen",
         "Cups",
         "Espresso Cup",
         Mug,
         12,
         false,
         {"浓缩咖啡杯", "Cawan Espreso", "ถ้วยเอสเปรสโซ", "Cangkir Espreso", "Tách espresso",
          "Tasa ng Espresso"}},
        {"Kitchen",
         "Flasks",
         "Vacuum Flask",
         Bottle,
         23,
         false,
         {"保温瓶", "Termos", "กระติกน้ำร้อน", "Termos", "Bình giữ nhiệt", "Termos"}},
        {"Kitchen",
         "Knife Sets",
         "Knife Set",
         Box,
         58,
         false,
         {"刀具套装", "Set Pisau", "ชุดมีด", "Set Pisau", "Bộ dao", "Set ng Kutsilyo"}},
        {"Toys",
         "Puzzles",
         "Puzzle",
         Box,
         15,
         false,
         {"拼图", "Teka-teki", "จิ๊กซอว์", "Teka-teki", "Xếp hình", "Palaisipan"}},
        {"Toys",
         "Board Games",
         "Board Game",
         Box,
         29,
         false,
         {"桌游", "Permainan Papan", "บอร์ดเกม", "Permainan Papan", "Trò chơi cờ bàn", "Larong Board"}},
        {"Toys",
         "Night Lights",
         "Night Light",
         Lamp,
         18,
         false,
         {"小夜灯", "Lampu Malam", "ไฟกลางคืน", "Lampu Tidur", "Đèn ngủ", "Ilaw sa Gabi"}}};
    return words;
}

std::array<const char *, 3> shelfWords(const char *department)
{
    const auto is = [&](const char *name) { return std::strcmp(department, name) == 0; };
    if (is("Fashion") || is("Shoes") || is("Jewellery"))
        return {"Women", "Men", "Kids"};
    if (is("Bags"))
        return {"Everyday", "Travel", "Outlet"};
    if (is("Electronics"))
        return {"New", "Popular", "Refurbished"};
    return {"Everyday", "Premium", "Seasonal"};
}

const std::vector<const char *> &brandBeginnings()
{
    static const std::vector<const char *> words{"Al",  "Bar", "Cor", "Del", "Em",  "Fen", "Gal", "Hal",
                                                 "Il",  "Jor", "Kal", "Lum", "Mar", "Nor", "Ost", "Pel",
                                                 "Quo", "Ren", "Sol", "Tal", "Um",  "Ver", "Wil", "Xan",
                                                 "Yor", "Zel", "Bri", "Cla", "Dru", "Fyn"};
    return words;
}

const std::vector<const char *> &brandEndings()
{
    static const std::vector<const char *> words{"ara",  "bex",  "cora",  "dane", "eno",  "fira", "gard",
                                                 "holm", "ina",  "jax",   "kest", "lith", "mont", "nika",
                                                 "oria", "pine", "quist", "rell", "sona", "tide", "uma",
                                                 "vale", "wick", "yara",  "zeno"};
    return words;
}

const std::vector<const char *> &adjectives()
{
    static const std::vector<const char *> words{
        "Classic", "Urban",  "Coastal", "Alpine",  "Vintage", "Modern", "Light",  "Bold",
        "Quiet",   "Daily",  "Studio",  "Harbour", "Summit",  "Garden", "Velvet", "Nordic",
        "Monsoon", "Canyon", "Lunar",   "Swift",   "Golden",  "Prime",  "Soft",   "Origin"};
    return words;
}

const std::vector<const char *> &materials()
{
    static const std::vector<const char *> words{
        "Cotton", "Linen",   "Wool",   "Polyester", "Leather", "Canvas", "Steel", "Aluminium",
        "Glass",  "Ceramic", "Bamboo", "Oak",       "Rubber",  "Nylon",  "Silk",  "Paper"};
    return words;
}

const std::vector<const char *> &countries()
{
    static const std::vector<const char *> words{"CN", "VN", "ID", "TH", "MY", "IN", "BD",
                                                 "JP", "KR", "SG", "PH", "TR", "IT", "DE"};
    return words;
}

const std::vector<const char *> &attributeParts()
{
    static const std::vector<const char *> words{
        "sleeve", "strap",  "lid",    "base",   "handle",  "screen", "battery", "cable", "pocket",
        "collar", "sole",   "heel",   "lens",   "case",    "filter", "motor",   "cord",  "frame",
        "shade",  "bulb",   "lining", "buckle", "package", "bottle", "cap",     "dial",  "speaker",
        "sensor", "button", "zip",    "seam",   "panel",   "hinge",  "grip",    "label", "spout"};
    return words;
}

const std::vector<const char *> &attributeMeasures()
{
    static const std::vector<const char *> words{
        "length",   "width",    "height",    "weight",    "count", "power",   "capacity",
        "type",     "style",    "finish",    "shape",     "grade", "note",    "removable",
        "washable", "included", "certified", "tested_on", "class", "position"};
    return words;
}

} // namespace vitrine::exchange
